"""Kill a run of ``quotes analyze`` again and again, and see whether its table is that of a run nobody disturbed.

python tests/kills.py PATHS... [--times 20] [--seed N]

Each trial starts anew, is killed (SIGKILL) at a random moment of the time that an undisturbed run takes, once or several times, and then
run to its end; nothing is cached, so that the journal alone carries what was finished. Exit status 1 where a table differs.
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


if __name__ == "__main__":
    sys.exit(main())
