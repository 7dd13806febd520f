#!/bin/sh
# Lets this server run the version that was built in the folder of this file: the link /opt/verwijsindex leads to it, and the commands and the units
# are its own. It overwrites nothing that you may have filled in, so it can be run again, also of an older version to go back to that.
set -eu
here=$(dirname "$(readlink -f "$0")")
version=$(readlink -f "$here/../../..")
root=${DESTDIR:-}
link=$root/opt/verwijsindex
refuse() {
    echo "$1" >&2
    exit 1
}

[ -e "$version/dist/src/main.js" ] || refuse "$version is not built yet: run npm ci and npm run build there first."
[ -L "$link" ] || [ ! -e "$link" ] ||
    refuse "$link is a folder. Each version has one of its own: give it the name of its version, such as $link-0.1.0, and run this again."

install -D -m 755 -t "$root/usr/local/bin" "$here"/verwijsindex*
install -D -m 644 -t "$root/etc/systemd/system" "$here"/../systemd/verwijsindex*

# Yours to fill in: of root alone, since passwords stand in it.
install -d -m 700 "$root/etc/verwijsindex"
for name in settings.env database-owner-url smtp-url backup.env; do
    [ -e "$root/etc/verwijsindex/$name" ] || install -m 600 "$here/$name" "$root/etc/verwijsindex/$name"
done
install -d -m 700 "$root/etc/nginx/verwijsindex"
nginx="$root/etc/nginx/conf.d/verwijsindex.conf"
[ -e "$nginx" ] || install -D -m 644 "$here/../nginx/verwijsindex.conf" "$nginx"

ln -sfn "$version" "$link"
