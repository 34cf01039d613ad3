import time


def wait():
    turns = 0
    while True:
        turns += 1


wait()
