"""A scheduler of tasks that send each other packets: methods, state and polymorphism."""


class Packet:
    def __init__(self, kind, link):
        self.kind = kind
        self.link = link
        self.value = 0


class Task:
    def __init__(self, name, scheduler):
        self.name = name
        self.scheduler = scheduler
        self.queue = None
        self.held = False
        self.runs = 0

    def receive(self, packet):
        packet.link = self.queue
        self.queue = packet
        self.held = False

    def take(self):
        packet = self.queue
        if packet is not None:
            self.queue = packet.link
            packet.link = None
        return packet

    def ready(self):
        return not self.held


class Worker(Task):
    def step(self):
        packet = self.take()
        if packet is None:
            self.held = True
            return
        self.runs += 1
        packet.value = (packet.value * 7 + self.runs) & 0xFFFF
        self.scheduler.send(packet, packet.value % 4)


class Device(Task):
    def step(self):
        packet = self.take()
        if packet is None:
            self.held = True
            return
        self.runs += 2
        packet.value ^= self.runs & 0xFF
        self.scheduler.send(packet, (self.name + 1) % 4)


class Idle(Task):
    def ready(self):
        return True

    def step(self):
        self.runs += 1
        packet = self.take()
        if packet is not None:
            packet.value += 1
            self.scheduler.send(packet, self.runs & 3)


class Scheduler:
    def __init__(self):
        self.tasks = [Worker(0, self), Device(1, self), Worker(2, self), Idle(3, self)]
        self.sent = 0

    def send(self, packet, to):
        self.sent += 1
        self.tasks[to].receive(packet)

    def loop(self, rounds):
        for _ in range(rounds):
            for task in self.tasks:
                if task.ready():
                    task.step()


def run():
    scheduler = Scheduler()
    for i in range(6):
        scheduler.send(Packet(i & 1, None), i & 3)
    scheduler.loop(120000)
    return scheduler.sent, [task.runs for task in scheduler.tasks]


if __name__ == "__main__":
    print(run())
