"""Pythagorean triples out of a generator."""


def candidates(n):
    for a in range(1, n):
        for b in range(a, n):
            yield a, b


def run():
    found = 0
    squares = {c * c for c in range(1, 2300)}
    for a, b in candidates(1600):
        if a * a + b * b in squares:
            found += a + b
    return found


if __name__ == "__main__":
    print(run())
