"""The benchmark measures those who serve, and neither what they start beside nor what has ended."""

import subprocess
import sys

from bench import processes

# A server with two workers, of which one has ended; the other has started something of its own.
SERVER = """
import os, sys, time
def tell(*pids):  # in one piece: two processes write
    os.write(1, f"{' '.join(map(str, pids))}\\n".encode())
def child(do):
    pid = os.fork()
    if not pid:
        do()
        os._exit(0)
    return pid
def work():
    beside = child(lambda: time.sleep(60))
    tell(beside)
    time.sleep(60)
ended = child(lambda: None)
os.waitid(os.P_PID, ended, os.WEXITED | os.WNOWAIT)
tell(ended, child(work))
time.sleep(60)
"""


def test_a_worker_is_a_child_that_lives():
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE) as server:
        try:
            told = [list(map(int, server.stdout.readline().split())) for _ in range(2)]
            [beside] = next(line for line in told if len(line) == 1)
            ended, worker = next(line for line in told if len(line) == 2)
            assert processes.workers(server.pid) == [worker]
            assert processes.serving(server.pid) == [server.pid, worker]
            assert set(processes.family(server.pid)) == {server.pid, ended, worker, beside}
            assert processes.memory(worker) > 0.1
            assert processes.state_of(ended) == processes.ENDED
        finally:
            for pid in reversed(processes.family(server.pid)):
                subprocess.run(["kill", "-9", str(pid)], check=False)  # noqa: S603, S607
    assert processes.state_of(server.pid) == ""
