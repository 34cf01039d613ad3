"""Exceptions thrown through a call and caught in a loop."""


class TooBig(Exception):
    def __init__(self, by):
        Exception.__init__(self, by)
        self.by = by


def limit(n, most):
    if n > most:
        raise TooBig(n - most)
    return n


def run():
    kept = lost = 0
    for i in range(800000):
        try:
            kept += limit(i & 15, 11)
        except TooBig as e:
            lost += e.by
    return kept, lost


if __name__ == "__main__":
    print(run())
