"""Kill a run of ``quotes analyze`` again and again, and see whether its table is that of a run nobody disturbed.

python tests/kills.py PATHS... [--times 20] [--seed N]
python tests/kills.py PATHS... --dask [--times 3]

Each trial starts anew, is killed (SIGKILL) at a random moment of the time that an undisturbed run takes, once or several times, and then
run to its end; nothing is cached, so that the journal alone carries what was finished. With --dask the run has two workers, and one of them is
killed instead. Exit status 1 where a table differs.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, sleep


def main() -> int:
    """Print what each trial came to; 0 where all tables are equal."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    options.add_argument("paths", nargs="+")
    options.add_argument("--times", type=int, default=20, help="trials")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--dask", action="store_true", help="kill one of two workers")
    given = options.parse_args()
    chance = random.Random(given.seed)
    paths = [str(Path(path).resolve()) for path in given.paths]
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "t.csv"
        command = [sys.executable, "-m", "quotes", "analyze", *paths, "--no-cache", "-o", str(table)]
        clock = perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        whole = perf_counter() - clock
        wanted = hashlib.sha256(table.read_bytes()).hexdigest()
        print(f"undisturbed: {whole:.1f} s, {table.stat().st_size} bytes, sha256 {wanted[:12]}", flush=True)
        if given.dask:
            return of_workers(command, table, wanted, chance, given.times)
        equal = kills = 0
        for trial in range(given.times):
            table.unlink(missing_ok=True)
            moments, finished = [], 0
            for _ in range(chance.choice([1, 1, 2])):
                moment = chance.uniform(0, whole)
                with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as job:
                    sleep(moment)
                    ended = job.poll() is not None
                    job.kill()
                moments.append(f"{moment:.1f} s{' (had ended)' if ended else ''}")
                kills += not ended
            journal = table.with_name(table.name + ".journal")
            if journal.exists():
                finished = max(journal.read_bytes().count(b"\n") - 1, 0)
            done = subprocess.run(command, capture_output=True, text=True)
            same = done.returncode == 0 and hashlib.sha256(table.read_bytes()).hexdigest() == wanted and not journal.exists()
            equal += same
            print(f"{trial + 1:3}  killed after {', '.join(moments)}; {finished} articles in the journal: {same}", flush=True)
        print(f"{equal} of {given.times} tables equal, {kills} kills")
        return 0 if equal == given.times else 1


def of_workers(command: list[str], table: Path, wanted: str, chance: random.Random, times: int) -> int:
    """The trials with a cluster of this machine."""
    import psutil

    equal = 0
    for trial in range(times):
        table.unlink(missing_ok=True)
        with subprocess.Popen(
            [*command, "--dask", "local:2"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as job:
            # Workers are those that have loaded models.
            workers: list[psutil.Process] = []
            while len(workers) < 2 and job.poll() is None:
                sleep(0.5)
                below = psutil.Process(job.pid).children(recursive=True)
                workers = [one for one in below if one.memory_info().rss > LOADED_BYTES]
            sleep(chance.uniform(0, 3))
            killed = job.poll() is None and bool(workers)
            if killed:
                workers[0].kill()
            job.communicate()
        same = job.returncode == 0 and hashlib.sha256(table.read_bytes()).hexdigest() == wanted
        equal += same and killed
        print(f"{trial + 1:3}  {'a worker killed' if killed else 'ended before a worker could be killed'}: {same}", flush=True)
    print(f"{equal} of {times} tables equal, a worker killed in each")
    return 0 if equal == times else 1


LOADED_BYTES = 350_000_000
"""A worker without models has 200 MB, one with models 500."""


if __name__ == "__main__":
    sys.exit(main())
