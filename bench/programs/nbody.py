"""Bodies that attract each other: attributes of objects and a square root."""
from math import sqrt


class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx, vy, vz
        self.mass = mass


def system():
    return [
        Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 40.0),
        Body(4.8, -1.1, -0.1, 0.6, 2.8, 0.0, 0.04),
        Body(8.3, 4.1, -0.4, -1.0, 1.8, 0.0, 0.01),
        Body(12.9, -15.1, -0.2, 1.1, 0.9, 0.0, 0.002),
        Body(15.4, -25.9, 0.2, 1.0, 0.6, -0.03, 0.002),
    ]


def advance(pairs, bodies, dt):
    for a, b in pairs:
        dx = a.x - b.x
        dy = a.y - b.y
        dz = a.z - b.z
        square = dx * dx + dy * dy + dz * dz
        pull = dt / (square * sqrt(square))
        by_b = b.mass * pull
        by_a = a.mass * pull
        a.vx -= dx * by_b
        a.vy -= dy * by_b
        a.vz -= dz * by_b
        b.vx += dx * by_a
        b.vy += dy * by_a
        b.vz += dz * by_a
    for body in bodies:
        body.x += dt * body.vx
        body.y += dt * body.vy
        body.z += dt * body.vz


def run():
    bodies = system()
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1 :]]
    for _ in range(40000):
        advance(pairs, bodies, 0.01)
    return round(sum(body.x + body.y + body.z for body in bodies), 6)


if __name__ == "__main__":
    print(run())
