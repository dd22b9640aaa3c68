"""`python -m tests.sheets_server --port N [--credentials FILE]…`

A local Google for trying the product and for client tests: `/token`, `/v4/spreadsheets…`, `/drive/v3/files…`,
`/upload/drive/v3/files`. Any service account is let in, unless `--credentials` names the key files of those
whose signatures are to be verified. What one account makes another cannot open until it is shared.

Orders go to `/control/<order>` as POST with a JSON body:

    counts, calls, reset-counts              what was called
    fail {what, times, match, after, retryAfter, reason}
                                             the next calls whose name has `match` in it (`values.get`, `files.`)
                                             get a status, or "hang", "garbage", "reset"; with `after` they are
                                             done and only the answer is lost
    fail-rate {rate, kinds, seed}, calm      a share of all calls; no more troubles
    limit {perUser, perProject}              quotas per minute of reads and of writes
    advance {seconds}, latency {seconds}     the server's clock; a wait before each answer
    without-storage {email}                  that account (all service accounts, without email) can own no files
    revoke {email}, restore {email}, expire-tokens
    disable {api}, enable {api}              "sheets" or "drive"
    credentials {email}, person {email}      a service account's key file; a person's OAuth credentials
    drive {name, members: {role: email}}     a shared drive
    files, file {owner, name, mimeType}, share {id, email, role}, unshare {id, email}
    type {id, range, values, email}, do {id, requests, email}, texts {id, range}
                                             a person at the browser
"""

import argparse
import json
from pathlib import Path

from tests.sheets_server.server import SheetsServer


def main() -> None:
    """Serves until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tests.sheets_server")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--credentials", type=Path, action="append", default=[], metavar="FILE")
    given = parser.parse_args()
    server = SheetsServer(given.port)
    for path in given.credentials:
        server.accounts.register(json.loads(path.read_text(encoding="utf-8")))
    print(server.url, flush=True)
    try:
        server.serve()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
