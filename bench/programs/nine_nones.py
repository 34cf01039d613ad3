"""A function whose nine parameters are replaced when they are None: 512 paths."""


def fill(a, b, c, d, e, f, g, h, i):
    if a is None:
        a = 1
    if b is None:
        b = 2
    if c is None:
        c = 3
    if d is None:
        d = 4
    if e is None:
        e = 5
    if f is None:
        f = 6
    if g is None:
        g = 7
    if h is None:
        h = 8
    if i is None:
        i = 9
    return a + b * c + d * e - f + g * h ^ i


def table(count):
    seed = 2463534242
    rows = []
    for _ in range(count):
        seed ^= (seed << 13) & 0xFFFFFFFF
        seed ^= seed >> 17
        seed ^= (seed << 5) & 0xFFFFFFFF
        rows.append([None if seed >> bit & 1 else bit for bit in range(9)])
    return rows


ROWS = table(2000)


def run():
    total = 0
    for _ in range(300):
        for row in ROWS:
            total += fill(*row)
    return total


if __name__ == "__main__":
    print(run())
