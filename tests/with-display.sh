#!/bin/sh
set -eu
tmp=$(mktemp -d "${TMPDIR:-/tmp}/disp.XXXXXX")        # keep this path short: socket names are limited to 107 bytes
Xvfb -displayfd 3 -screen 0 "${SCREEN:-1280x800x24}" -nolisten tcp -noreset 3>"$tmp/num" 2>"$tmp/x.log" & x=$!
trap 'kill $x 2>/dev/null || :; wait $x 2>/dev/null || :; rm -rf "$tmp"' EXIT; trap 'exit 143' INT TERM
n=0; while [ ! -s "$tmp/num" ]; do n=$((n+1)); [ $n -lt 200 ] || { cat "$tmp/x.log" >&2; exit 99; }; sleep 0.05; done
mkdir -m 700 "$tmp/run" "$tmp/svc"
printf '[D-BUS Service]\nName=org.a11y.Bus\nExec=/bin/sh -c "exec /usr/libexec/at-spi-bus-launcher >/dev/null 2>&1"\n' > "$tmp/svc/org.a11y.Bus.service"
cat > "$tmp/bus.conf" <<XML
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=$tmp/run</listen><auth>EXTERNAL</auth><servicedir>$tmp/svc</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
XML
printf '#!/bin/sh\nexec dbus-daemon "$@" 2>/dev/null\n' > "$tmp/bus"; chmod +x "$tmp/bus"
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS || :
export DISPLAY=":$(cat "$tmp/num")" GDK_BACKEND=x11 XDG_RUNTIME_DIR="$tmp/run" HOME="$tmp" XDG_CONFIG_HOME="$tmp/config" XDG_DATA_HOME="$tmp/data" XDG_CACHE_HOME="$tmp/cache"
export GSK_RENDERER="${GSK_RENDERER:-cairo}" GDK_DEBUG="${GDK_DEBUG-gl-disable}" GSETTINGS_BACKEND=memory GIO_USE_VFS=local LC_ALL="${LC_ALL:-C.UTF-8}"
dbus-run-session --dbus-daemon="$tmp/bus" --config-file="$tmp/bus.conf" -- ${TEST_WRAPPER:-} "$@"
