#!/usr/bin/env bash
# Three people share a register, from the first invitation to the last day at work.
# docs/several-people.md explains it step by step. Needs nothing but somesec; leaves nothing behind.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SOMESEC_REGISTER="$work/share/testila.somesec"
export SOMESEC_KEYRING=no # what a real computer keeps in its keyring goes with the folders here

# Each person has a computer, which is a home folder here, and a passphrase of their own.
for person in aino eino siiri; do mkdir -p "$work/$person"; done
mkdir "$work/share"
echo "korkea tammi juoksee hiljaa" >"$work/aino/passphrase.txt"
echo "vihreä kanootti laulaa aamulla" >"$work/eino/passphrase.txt"
echo "seitsemän kiveä nukkuu suolla" >"$work/siiri/passphrase.txt"
somesec_of() {
  local person=$1
  shift
  echo "--- $person: somesec $*" >&2
  HOME="$work/$person" XDG_DATA_HOME="" SOMESEC_PASSPHRASE_FILE="$work/$person/passphrase.txt" \
    somesec "$@"
}
refused() { # what must end with exit code 3: no right to it
  local code=0
  somesec_of "$@" >/dev/null || code=$?
  test "$code" = 3
}

# 1. Aino founds the register.
somesec_of aino init --organisation Testilä --domain testila.fi --member "Aino Testi" \
  --recovery-kit "$work/aino/kit.txt"
somesec_of aino unit add --name Kirjasto --mailboxes kirjasto@testila.fi
somesec_of aino unit add --name Nuorisopalvelut --mailboxes nuoriso@testila.fi
somesec_of aino person add --name "Eino Koe" --address eino.koe@testila.fi --units Kirjasto
somesec_of aino account add --unit Kirjasto --platform facebook --handle testilankirjasto \
  --registered-address kirjasto@testila.fi --administrators "Eino Koe"
somesec_of aino account add --unit Nuorisopalvelut --platform tiktok --handle testilannuoret \
  --registered-address nuoriso@testila.fi
somesec_of aino secret generate facebook/testilankirjasto >/dev/null
somesec_of aino secret generate tiktok/testilannuoret >/dev/null

# 2. She invites Eino, who looks after the library, and Siiri, who audits.
somesec_of aino member invite --name "Eino Koe" --role unit-admin --unit Kirjasto \
  --output "$work/eino.invitation"
somesec_of aino member invite --name "Siiri Malli" --role auditor \
  --output "$work/siiri.invitation"

# 3. Each joins on their own computer. The six words go to Aino by voice.
heard_from_eino=$(somesec_of eino member join "$work/eino.invitation" --output "$work/eino.reply")
heard_from_siiri=$(somesec_of siiri member join "$work/siiri.invitation" --output "$work/siiri.reply")

# 4. Aino accepts who reads the right words.
somesec_of aino member accept "$work/eino.reply" --fingerprint "$heard_from_eino"
somesec_of aino member accept "$work/siiri.reply" --fingerprint "$heard_from_siiri"
somesec_of aino member list

# 5. Siiri audits everything, and opens no password.
somesec_of siiri audit --fail-on never
somesec_of siiri trail list
refused siiri secret show facebook/testilankirjasto

# 6. Eino sees his own unit, and changes its password.
somesec_of eino account list
refused eino member invite --name "Outi Outo" --role auditor --output "$work/outi.invitation"
somesec_of eino rotate start facebook/testilankirjasto >/dev/null
somesec_of eino rotate confirm facebook/testilankirjasto

# 7. Eino leaves. What he knew must change.
somesec_of aino person leave "Eino Koe" --on today
somesec_of aino member remove "Eino Koe"
refused eino account list
somesec_of aino rotate list
somesec_of aino rotate start facebook/testilankirjasto >/dev/null
somesec_of aino rotate confirm facebook/testilankirjasto

# 8. What is left: two members, a trail of all of it, and a kit that was tried.
somesec_of aino recovery rehearse --kit "$work/aino/kit.txt"
somesec_of aino trail export "$work/aino/trail.csv"
somesec_of aino member list
somesec_of aino verify
echo "--- done" >&2
