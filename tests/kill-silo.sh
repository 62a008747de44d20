#!/usr/bin/env bash
# Kills a quoting silo again and again (SIGKILL), against a venue that runs in a process of its own and is the judge: three of ten kills
# inside a send, one of ten in recovery too. 0 when no order was doubled, none outlived its silo by 10 s, and positions and ledger were the
# venue's after every restart. The last line is JSON.
#   tests/kill-silo.sh [rounds] [seed] [--journal postgres]     100 rounds take about a quarter of an hour on two cores
# With --journal postgres the journals are in a PostgreSQL server of its own, which is killed in one round of ten: under a silo that quotes,
# together with the silo, and under one that recovers.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
numbers=() options=()
while (($#)); do
    case "$1" in
        --journal) options+=("$1" "${2:?--journal file or --journal postgres}"); shift 2 ;;
        *) numbers+=("$1"); shift ;;
    esac
done
dotnet build Silo -c Release -v q --nologo
dotnet build tests/VenueCheck -c Release -v q --nologo
exec dotnet run -c Release --no-build --project tests/VenueCheck -- kills "${numbers[0]:-100}" "${numbers[1]:-1}" "${options[@]}"
