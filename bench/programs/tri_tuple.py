"""Areas of triangles that are plain tuples."""


def area(row):
    ax, ay, bx, by, cx, cy = row
    return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2


def run():
    rows = [tuple((i * k) % 37 * 0.5 for k in range(1, 7)) for i in range(2000)]
    total = 0.0
    for _ in range(600):
        for row in rows:
            total += area(row)
    return total


if __name__ == "__main__":
    print(run())
