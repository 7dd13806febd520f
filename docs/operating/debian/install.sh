#!/bin/sh
# Puts what a Debian server needs beside the built service in its place. It overwrites nothing that you may have filled in, so it can be run again.
set -eu
here=$(dirname "$(readlink -f "$0")")
root=${DESTDIR:-}

install -D -m 755 "$here/verwijsindex" "$root/usr/local/bin/verwijsindex"
install -D -m 644 -t "$root/etc/systemd/system" "$here"/../systemd/*.service

# What follows is yours to fill in: of root alone, since passwords stand in it.
install -d -m 700 "$root/etc/verwijsindex"
for name in settings.env database-owner-url smtp-url; do
    [ -e "$root/etc/verwijsindex/$name" ] || install -m 600 "$here/$name" "$root/etc/verwijsindex/$name"
done
install -d -m 700 "$root/etc/nginx/verwijsindex"
nginx="$root/etc/nginx/conf.d/verwijsindex.conf"
[ -e "$nginx" ] || install -D -m 644 "$here/../nginx/verwijsindex.conf" "$nginx"
