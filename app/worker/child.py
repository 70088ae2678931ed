"""The file a child process starts with: it takes itself out of the user's sight and goes on under the private name."""

import signal
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the program begins, Ctrl+C ends this without a word
    import bootstrap  # our folder is the first on sys.path, as for any script

    del sys.path[0], sys.modules["bootstrap"]
    private = bootstrap.private
    if len(sys.argv) > 1:
        private("app.worker.recorded").run_job(sys.argv[1])
    else:
        private("app.worker.warm").main()
