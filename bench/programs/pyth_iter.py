"""Pythagorean triples out of an iterator class."""


class Triples:
    def __init__(self, n):
        self.n = n
        self.a, self.b, self.c = 1, 1, 1

    def __iter__(self):
        return self

    def __next__(self):
        while self.a < self.n:
            a, b, c = self.a, self.b, self.c
            gap = a * a + b * b - c * c
            if gap > 0:
                self.c = c + 1
                continue
            self.b = b + 1
            if self.b >= self.n:
                self.a = a + 1
                self.b = self.c = self.a
            if gap == 0:
                return a, b, c
        raise StopIteration


def run():
    found = 0
    for a, b, c in Triples(900):
        found += a + b + c
    return found


if __name__ == "__main__":
    print(run())
