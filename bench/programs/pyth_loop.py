"""Pythagorean triples in three nested loops."""


def run(n=320):
    found = 0
    for a in range(1, n):
        for b in range(a, n):
            rest = a * a + b * b
            for c in range(b, n):
                if c * c == rest:
                    found += a + b + c
    return found


if __name__ == "__main__":
    print(run())
