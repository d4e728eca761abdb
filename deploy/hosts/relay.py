"""Carries Ethernet frames between two interfaces, each after a delay: relay.py ONE OTHER MILLISECONDS.

Prints "ready" when it carries. Frames keep the kernel's word on checksums and segments (PACKET_VNET_HDR), so that what was handed over
whole by one interface is handed over whole to the other. More than MOST frames on the way in one direction: the newest is lost.
"""

import collections
import select
import socket
import sys
import time

SOL_PACKET = 263
PACKET_VNET_HDR = 15
PACKET_IGNORE_OUTGOING = 23
ETH_P_ALL = 3
LARGEST = 10 + 14 + 65536
MOST = 10_000


def open_interface(name):
    link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    link.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    link.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    link.bind((name, ETH_P_ALL))
    link.setblocking(False)
    return link


def take(link, waiting, delay):
    while True:
        try:
            frame = link.recv(LARGEST)
        except BlockingIOError:
            return
        except OSError:
            return  # the link is down: what comes next is asked for again
        if len(waiting) < MOST:
            waiting.append((time.monotonic() + delay, frame))


def give(link, waiting, now):
    while waiting and waiting[0][0] <= now:
        frame = waiting.popleft()[1]
        try:
            link.send(frame)
        except OSError:
            pass  # the link is down or full: a lost frame, as on any network


def main(one, other, milliseconds):
    delay = int(milliseconds) / 1000
    links = [open_interface(one), open_interface(other)]
    # what came in by a link waits to go out by the other one
    waiting = {links[0]: collections.deque(), links[1]: collections.deque()}
    print("ready", flush=True)
    while True:
        nearest = min((queue[0][0] for queue in waiting.values() if queue), default=None)
        patience = None if nearest is None else max(0.0, nearest - time.monotonic())
        for link in select.select(links, [], [], patience)[0]:
            take(link, waiting[link], delay)
        now = time.monotonic()
        give(links[1], waiting[links[0]], now)
        give(links[0], waiting[links[1]], now)


if __name__ == "__main__":
    main(*sys.argv[1:])
