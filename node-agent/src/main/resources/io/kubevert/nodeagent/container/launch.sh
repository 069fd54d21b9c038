#!/bin/sh
# Runs in a mount namespace of its own: nothing mounted here is ever seen on the host.
# Arguments: lower directories, upper directory, work directory, mount point, program, its arguments.
# crun refuses to run where it sees the second hierarchy of hybrid cgroups.
umount /sys/fs/cgroup/unified 2>/dev/null || :
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" "$4" || exit 1
shift 4
# conmon tells on its synchronization pipe when the container is there, or why not.
exec 3>&1
export _OCI_SYNCPIPE=3
exec "$@"
