#!/bin/sh
# The demo in a person's hands: a shell inside it reaches everything, a second one joins, and leaving the first ends it all.
#
#   hand_over_test.sh DEMO
set -eu
demo=$1 folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# A demo that somebody has open on this machine keeps its own notice of where it is.
ln -s "$HARMONY_IOT_CACHE/servers" "$folder/servers"
export HARMONY_IOT_CACHE="$folder" SHELL=/bin/sh DEMO_PROGRAM="$demo"

"$demo" >"$folder/said" 2>&1 <<'TYPED' || { cat "$folder/said"; exit 1; }
echo "first shell: $(busybox wget -q -O - http://127.0.0.1:8080)"
echo "variables: $KUBECONFIG $NATS_URL $CONTAINER_HOST"
podman ps --format 'podman: {{.Image}}'
harmony-iot apply --name web --delete
echo 'echo "second shell: $(grep -c . "$DEMO/operator.log")"; cat "$KUBECONFIG" >/dev/null && exit 3' | "$DEMO_PROGRAM" enter
echo "it ended with $?"
exit 7
TYPED

expect() { grep -q "$1" "$folder/said" || { echo "not said: $1"; cat "$folder/said"; exit 1; }; }
expect '^first shell: hello from version 1$'
expect '^variables: /.* nats://127.0.0.1:[0-9]* unix:///'
expect '^podman: 127.0.0.1:5000/shop/web:1$'
expect '^deployment.iot.nationtech.io/web deleted$'
expect '^second shell: [1-9]'
expect '^it ended with 3$'
if "$demo" enter 2>"$folder/said"; then echo 'a demo that has ended let somebody in'; exit 1; fi
expect 'no demo is handed over now'
