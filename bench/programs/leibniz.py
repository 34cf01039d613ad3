"""Pi by Leibniz: a loop of floats with a branch."""


def run():
    total = 0.0
    k = 0
    while k < 2000000:
        if k & 1:
            total -= 1.0 / (2 * k + 1)
        else:
            total += 1.0 / (2 * k + 1)
        k += 1
    return round(4 * total, 9)


if __name__ == "__main__":
    print(run())
