"""Worker processes: what is lost when one ends, and what is not."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from app.entrypoints.pool import Pool
from app.entrypoints.unfinished import Busy, Stopped, TookTooLong, TookTooMuch, WorkerLost


@asynccontextmanager
async def running(**settings: Any) -> AsyncIterator[Pool]:
    pool = Pool(**({"workers": 1, "queue": 4, "timeout": 60.0} | settings))
    pool.open()
    try:
        await pool.warm()
        yield pool
    finally:
        await pool.stop()


def pid(_: object = None) -> int:
    return os.getpid()


def rest(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def pid_after(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def until_gone(process: int) -> None:
    """Wait until a process is over. Nobody may be there to take note of it: then it stays, without a command line."""
    with suppress(FileNotFoundError):
        while Path(f"/proc/{process}/cmdline").read_bytes():
            time.sleep(0.01)


def take(size: int) -> int:
    return len(bytearray(size))


def touch(size: int) -> int:
    return len(bytearray(b"x") * size)


def crash() -> None:
    os.abort()


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_once(mark: str) -> str:
    if not Path(mark).exists():
        Path(mark).touch()
        killed()
    return "done"


async def test_a_task_over_its_time_costs_its_process_alone() -> None:
    async with running(workers=2, timeout=0.5) as pool:
        slow = asyncio.create_task(pool.run(rest, 600))
        with pytest.raises(TookTooLong):
            await slow
        assert await pool.run(rest, 0.0) == 0.0
        assert pool.restarts == {"time": 1}


async def test_a_task_over_its_memory_costs_its_process_alone() -> None:
    async with running(memory=1 << 30) as pool:
        before = await pool.run(pid)
        with pytest.raises(TookTooMuch):
            await pool.run(take, 2 << 30)
        assert await pool.run(take, 1 << 20) == 1 << 20
        assert await pool.run(pid) != before
        assert pool.restarts == {"memory": 1}


async def test_a_task_that_does_not_even_fit_into_its_process_fails() -> None:
    async with running(memory=256 << 20) as pool:
        with pytest.raises(TookTooMuch):
            await pool.run(len, bytes(300 << 20))
        assert await pool.run(len, b"a storm") == 7
        assert pool.restarts == {"memory": 1}


async def test_a_crash_is_the_tasks_alone() -> None:
    async with running(workers=2) as pool:
        other = asyncio.create_task(pool.run(rest, 0.5))
        await asyncio.sleep(0.1)
        with pytest.raises(WorkerLost):
            await pool.run(crash)
        assert await other == 0.5
        assert pool.restarts == {"crash": 1}


async def test_a_process_that_dies_in_the_middle_of_an_answer_harms_no_other() -> None:
    """With one pipe for all, half an answer would be the beginning of everybody else's."""
    async with running(workers=2) as pool:
        answers = [asyncio.create_task(pool.run(bytes, 30_000_000, wait=True)) for _ in range(6)]
        while pool.restarts["killed"] < 2:
            for one in pool.pids[:1]:
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            await asyncio.sleep(0.02)
        done = await asyncio.gather(*answers, return_exceptions=True)
        assert {len(one) if isinstance(one, bytes) else type(one) for one in done} <= {30_000_000, WorkerLost}
        assert await pool.run(rest, 0.0) == 0.0


async def test_a_task_whose_process_is_killed_from_outside_is_done_by_another(tmp_path: Path) -> None:
    async with running() as pool:
        assert await pool.run(killed_once, str(tmp_path / "begun")) == "done"
        assert pool.restarts == {"killed": 1}


async def test_a_task_whose_processes_are_killed_twice_is_given_up() -> None:
    async with running() as pool:
        with pytest.raises(WorkerLost):
            await pool.run(killed)
        assert await pool.run(rest, 0.0) == 0.0
        assert pool.restarts == {"killed": 2}


async def test_a_process_that_is_ended_from_outside_while_idle_is_replaced_before_anybody_notices() -> None:
    async with running() as pool:
        for _ in range(3):
            before = await pool.run(pid)
            os.kill(before, signal.SIGKILL)
            assert await pool.run(pid) != before
        assert pool.restarts == {"killed": 3}


async def test_who_loses_the_fork_server_still_ends_its_processes_and_blames_no_task() -> None:
    async with running(workers=2) as pool:
        fork_server = await pool.run(os.getppid)
        first, second = await asyncio.gather(pool.run(pid_after, 0.2), pool.run(pid_after, 0.2))
        os.kill(fork_server, signal.SIGKILL)
        tasks = [asyncio.create_task(pool.run(rest, 0.5)) for _ in range(2)]
        await asyncio.sleep(0.1)
        os.kill(first, signal.SIGKILL)  # its replacement brings a new fork server
        assert await asyncio.gather(*tasks) == [0.5, 0.5]
        assert pool.restarts == {"killed": 1}
        pool.timeout = 0.1
        results = await asyncio.gather(*(pool.run(rest, 60) for _ in range(2)), return_exceptions=True)
        assert [type(result) for result in results] == [TookTooLong, TookTooLong]
        await asyncio.to_thread(until_gone, second)


async def test_a_process_that_a_task_left_large_is_replaced() -> None:
    async with running() as pool:
        before = await pool.run(pid)
        assert await pool.run(touch, 512 << 20) == 512 << 20
        assert await pool.run(pid) != before
        assert pool.restarts == {"grown": 1}


async def test_who_has_waited_longest_is_next() -> None:
    async with running(queue=20) as pool:
        done: list[int] = []

        async def ask(number: int) -> None:
            await pool.run(rest, 0.01)
            done.append(number)

        await asyncio.gather(*(ask(number) for number in range(20)))
        assert done == sorted(done)


async def test_no_more_than_the_queue_holds_may_wait() -> None:
    async with running(queue=2) as pool:
        tasks = [asyncio.create_task(pool.run(rest, 0.2)) for _ in range(5)]
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert [isinstance(result, Busy) for result in results] == [False, False, False, True, True]
        waiting = [asyncio.create_task(pool.run(rest, 0.0, wait=True)) for _ in range(9)]
        assert await asyncio.gather(*waiting) == [0.0] * 9


async def test_who_leaves_the_queue_leaves_no_trace() -> None:
    async with running(queue=1) as pool:
        first = asyncio.create_task(pool.run(rest, 0.3))
        await asyncio.sleep(0)
        second = asyncio.create_task(pool.run(rest, 600))
        await asyncio.sleep(0)
        second.cancel()
        assert await first == 0.3
        assert pool.waiting == 0
        assert await pool.run(rest, 0.0) == 0.0  # the second would have held the only process


async def test_who_leaves_a_running_task_does_not_cost_a_process() -> None:
    async with running() as pool:
        before = await pool.run(pid)
        task = asyncio.create_task(pool.run(rest, 0.2))
        await asyncio.sleep(0.1)
        task.cancel()
        assert await pool.run(pid) == before
        assert pool.running == 0


async def test_processes_are_replaced_after_their_tasks() -> None:
    async with running(tasks_per_worker=3) as pool:
        seen = [await pool.run(pid) for _ in range(7)]
        assert len(set(seen)) == 3
        assert pool.restarts == {"recycled": 2}


async def test_a_pool_that_cannot_start_says_so() -> None:
    pool = Pool(workers=1, queue=1, timeout=60, memory=1 << 80)  # a limit that no process can set
    pool.open()
    try:
        with pytest.raises(WorkerLost):
            await pool.warm()
        assert not pool.ready
    finally:
        await pool.stop()


async def test_a_task_that_the_end_of_the_pool_cuts_is_not_blamed() -> None:
    async with running() as pool:
        cut = [asyncio.create_task(pool.run(rest, 600)) for _ in range(2)]  # one in work, one that waits
        await asyncio.sleep(0.1)
    assert {type(error) for error in await asyncio.gather(*cut, return_exceptions=True)} == {Stopped}
    with pytest.raises(Stopped):
        await pool.run(rest, 0.0)
    assert pool.restarts == {}
