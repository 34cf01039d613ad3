"""Areas of triangles whose corners are objects with properties."""


class Corner:
    def __init__(self, pair):
        self._pair = pair

    @property
    def x(self):
        return self._pair[0]

    @property
    def y(self):
        return self._pair[1]


class Triangle:
    def __init__(self, row):
        self._row = row

    @property
    def a(self):
        return Corner((self._row[0], self._row[1]))

    @property
    def b(self):
        return Corner((self._row[2], self._row[3]))

    @property
    def c(self):
        return Corner((self._row[4], self._row[5]))

    @property
    def area(self):
        a, b, c = self.a, self.b, self.c
        return abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) / 2


def run():
    rows = [tuple((i * k) % 37 * 0.5 for k in range(1, 7)) for i in range(500)]
    total = 0.0
    for _ in range(300):
        for row in rows:
            total += Triangle(row).area
    return total


if __name__ == "__main__":
    print(run())
