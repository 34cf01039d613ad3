"""Points of the Mandelbrot set on a grid, with pairs of floats."""


def escapes(cx, cy, most):
    x = y = 0.0
    for step in range(most):
        xx = x * x
        yy = y * y
        if xx + yy > 4.0:
            return step
        y = 2.0 * x * y + cy
        x = xx - yy + cx
    return most


def run(size=200):
    total = 0
    for row in range(size):
        for column in range(size):
            total += escapes(3.0 * column / size - 2.2, 2.4 * row / size - 1.2, 120)
    return total


if __name__ == "__main__":
    print(run())
