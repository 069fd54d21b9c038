#!/bin/bash
# Builds the built-in images, kubevert/web and kubevert/multitool, from Debian packages.
#
#   build-images.sh DIRECTORY
#
# Each becomes DIRECTORY/<name>/rootfs and DIRECTORY/<name>/image.json (an OCI image configuration).
# Nothing is installed on the host: packages are resolved as for an empty machine, downloaded, and
# unpacked. Every program of an image is then tried inside it. A second run does nothing unless this
# file has changed. Needs root, apt and tar; works on Debian 12 and later.
set -euo pipefail

# What an image is made from: this file.
VERSION=$(sha256sum <"${BASH_SOURCE[0]}")

MULTITOOL_PACKAGES=(
  bash coreutils grep sed mawk findutils curl bind9-dnsutils bind9-host iputils-ping iproute2
  netcat-openbsd tcpdump procps ca-certificates hostname dash tar
)
WEB_PACKAGES=(nginx dash bash coreutils)

# What must run in each image, with arguments that make it end at once and well, without /proc.
MULTITOOL_PROGRAMS=(
  'bash --version' 'curl --version' 'dig -v' 'nslookup -version' 'host -V' 'ping -V' 'ip -Version' 'ss -V' 'nc -h'
  'tcpdump --version' 'grep --version' 'sed --version' 'awk 1' 'find --version' 'hostname --version'
  'cat --version' 'sleep --version' 'tar --version'
)
WEB_PROGRAMS=('nginx -v' 'sh -c :' 'bash --version' 'touch --version' 'ls --version' 'cat --version')

# Extended regular expressions of what only installing, configuring or booting a machine needs.
UNNEEDED='adduser|apt|base-passwd|debconf.*|debianutils|dpkg|init-system-helpers|install-info|iso-codes|lsb-base|media-types'
UNNEEDED+='|libpam.*|libaudit.*|libsemanage.*|libsepol.*|libdb5.*|libgdbm.*|libdebconfclient0|libbz2.*'
UNNEEDED+='|nginx-common|openssl|passwd|perl.*|libperl.*|lib.*-perl|sensible-utils|tzdata|usr-is-merged|usrmerge'
UNNEEDED+='|sysvinit-utils|login.*|util-linux|mount|libcap2-bin|libsasl2-modules-db'
# nginx depends on it for a test in its init script alone.
UNNEEDED_WEB='tar|iproute2|libelf.*|libbpf.*|libbsd.*|libmnl.*|lib.*krb5.*|libcom-err2|libk5crypto3|libkeyutils1|libgssapi.*|libtirpc.*|libxtables.*'

die() {
  echo "build-images: $*" >&2
  exit 1
}

# closure UNNEEDED PACKAGE...: what the packages need, as name=version, as if nothing were installed.
closure() {
  local unneeded=$1
  shift
  apt-get install --simulate --no-install-recommends \
    -o Dir::State::status=/dev/null -o APT::Sandbox::User=root -o Debug::NoLocking=true "$@" |
    awk '$1 == "Inst" { version = $3; sub(/^\(/, "", version); print $2 "=" version }' |
    grep -Ev "^($unneeded)=" || die "apt cannot resolve: $*"
}

# A root directory with the layout that every Debian package unpacks into since /usr was merged.
skeleton() {
  local rootfs=$1 directory
  mkdir -p "$rootfs"/{dev,etc,proc,root,run,sys,tmp,usr/bin,usr/sbin,usr/lib,usr/lib64,var/tmp,var/log}
  for directory in bin sbin lib lib64; do
    ln -s "usr/$directory" "$rootfs/$directory"
  done
  ln -s /run "$rootfs/var/run"
  chmod 700 "$rootfs/root"
  chmod 1777 "$rootfs/tmp" "$rootfs/var/tmp"
  cat >"$rootfs/etc/passwd" <<'PASSWD'
root:x:0:0:root:/root:/bin/sh
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
tcpdump:x:102:102::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
PASSWD
  cat >"$rootfs/etc/group" <<'GROUP'
root:x:0:
tty:x:5:
www-data:x:33:
tcpdump:x:102:
nogroup:x:65534:
GROUP
  echo 'hosts: files dns' >"$rootfs/etc/nsswitch.conf"
}

unpack() {
  local rootfs=$1 downloads=$2 archive
  for archive in "$downloads"/*.deb; do
    dpkg-deb --fsys-tarfile "$archive" |
      tar --extract --keep-directory-symlink --numeric-owner --directory "$rootfs"
  done
  rm -rf "$rootfs"/usr/share/{doc,doc-base,man,info,locale,lintian,bug,bash-completion,zsh,fish,menu,gdb,awk,gcc} \
    "$rootfs"/usr/share/{perl5,readline,applications,pixmaps,icons,initramfs-tools,libc-bin} \
    "$rootfs"/usr/lib/{systemd,init,apt,dpkg,sysctl.d,tmpfiles.d,udev} "$rootfs"/usr/lib/*-linux-gnu/{gconv,perl-base,e2fsprogs} \
    "$rootfs"/var/{cache,lib,backups} "$rootfs"/etc/{init.d,cron.d,cron.daily,default,logrotate.d,apparmor.d,pam.d,systemd,ufw}
}

# Fails when a program or a library in the root directory lacks a library.
check_libraries() {
  local rootfs=$1 loader file answer faults=0
  loader=$(cd "$rootfs" && echo lib*/ld-linux*.so.*)
  while IFS= read -r file; do
    if ! answer=$(chroot "$rootfs" "/${loader%% *}" --list "/$file" 2>&1) && [[ $answer == *'cannot open shared'* ]]; then
      echo "build-images: $answer" >&2
      faults=$((faults + 1))
    fi
  done < <(cd "$rootfs" && find usr/bin usr/sbin usr/lib -type f \( -path '*bin/*' -o -name '*.so*' \))
  ((faults == 0)) || die "$faults files in $rootfs lack a library; is its package among the unneeded ones?"
}

# check_programs ROOTFS COMMAND...: a plain file stands for /dev/null, which newer versions of dig insist on.
check_programs() {
  local rootfs=$1 command answer
  local -a words
  shift
  : >"$rootfs/dev/null"
  for command in "$@"; do
    read -ra words <<<"$command"
    answer=$(chroot "$rootfs" "${words[@]}" 2>&1 </dev/null) || die "'$command' fails in the image: $answer"
  done
  rm -f "$rootfs/dev/null"
}

# build NAME UNNEEDED PACKAGE...: unpacks into a directory beside the final one and finishes it with finish_NAME.
build() {
  local name=$1 unneeded=$2 target=$images/kubevert/$1
  shift 2
  if [[ -f $target/version && $(<"$target/version") == "$VERSION" ]]; then
    return
  fi
  local started=$SECONDS downloads=$work/$name-packages next=$work/$name
  mkdir -p "$downloads" "$next"
  local packages
  mapfile -t packages < <(closure "$unneeded" "$@")
  ((${#packages[@]} > 0)) || die "apt knows none of: $* (run apt-get update)"
  (cd "$downloads" && apt-get download -qq -o APT::Sandbox::User=root "${packages[@]}") ||
    die "cannot download the packages of kubevert/$name; is a Debian mirror reachable?"
  skeleton "$next/rootfs"
  unpack "$next/rootfs" "$downloads"
  "finish_$name" "$next"
  local -n programs=${name^^}_PROGRAMS
  check_libraries "$next/rootfs"
  check_programs "$next/rootfs" "${programs[@]}"
  echo "$VERSION" >"$next/version"
  rm -rf "$target"
  mkdir -p "$(dirname "$target")"
  mv "$next" "$target"
  echo "kubevert/$name: $(du -sh "$target" | cut -f1) from ${#packages[@]} packages in $((SECONDS - started)) s"
}

finish_multitool() {
  local rootfs=$1/rootfs
  # Of iproute2; they alone need Berkeley DB and the ATM library.
  rm -f "$rootfs"/usr/sbin/arpd "$rootfs"/usr/lib/*-linux-gnu/tc/q_atm.so
  [[ -e $rootfs/usr/bin/nc ]] || ln -s nc.openbsd "$rootfs/usr/bin/nc"
  [[ -e $rootfs/usr/bin/awk ]] || ln -s mawk "$rootfs/usr/bin/awk"
  mkdir -p "$rootfs/etc/ssl/certs"
  cat "$rootfs"/usr/share/ca-certificates/mozilla/*.crt >"$rootfs/etc/ssl/certs/ca-certificates.crt"
  cat >"$1/image.json" <<'JSON'
{"config": {"Cmd": ["/bin/bash", "-c", "trap 'exit 0' TERM INT; sleep infinity & wait"],
  "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], "WorkingDir": "/"}}
JSON
}

finish_web() {
  local rootfs=$1/rootfs
  rm -rf "$rootfs/etc/nginx" "$rootfs/usr/share/nginx" "$rootfs/var/www"
  # nginx takes no environment variable as a port, so the configuration is written at start.
  cat >"$rootfs/usr/bin/web" <<'WEB'
#!/bin/sh
printf '%s\n' \
  'worker_processes 1;' 'pid /tmp/nginx.pid;' 'error_log stderr warn;' 'daemon off;' \
  'events { worker_connections 1024; }' \
  'http {' \
  '  access_log off;' '  default_type text/plain;' '  server_tokens off;' \
  '  client_body_temp_path /tmp/body;' '  proxy_temp_path /tmp/proxy;' \
  '  fastcgi_temp_path /tmp/fastcgi;' '  uwsgi_temp_path /tmp/uwsgi;' '  scgi_temp_path /tmp/scgi;' \
  "  server { listen ${PORT:-8080}; return 200 \"\$hostname \$server_addr\\n\"; }" \
  '}' >/tmp/nginx.conf
exec nginx -e stderr -c /tmp/nginx.conf
WEB
  chmod 755 "$rootfs/usr/bin/web"
  cat >"$1/image.json" <<'JSON'
{"config": {"Entrypoint": ["/usr/bin/web"], "ExposedPorts": {"8080/tcp": {}}, "StopSignal": "SIGQUIT",
  "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], "WorkingDir": "/"}}
JSON
}

(($# == 1)) || die "usage: build-images.sh DIRECTORY"
((EUID == 0)) || die "must be root, to keep the owners of files"
umask 022
mkdir -p "$1"
images=$(cd "$1" && pwd)
work=$(mktemp -d "$images/.build.XXXXXX")
trap 'rm -rf "$work"' EXIT
[[ -n $(apt-cache pkgnames nginx) ]] || apt-get update -qq -o APT::Sandbox::User=root

build multitool "$UNNEEDED" "${MULTITOOL_PACKAGES[@]}"
build web "$UNNEEDED|$UNNEEDED_WEB" "${WEB_PACKAGES[@]}"
echo "images: $(du -sh --exclude=.build.\* "$images" | cut -f1) in $images"
