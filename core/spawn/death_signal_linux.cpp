// SPDX-License-Identifier: GPL-3.0-or-later
// Apart from the launcher: a worker links this and nothing of the launcher, whose streams would cost it start-up time.
#include "core/spawn/parent_variable.h"
#include "core/spawn/spawn.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <cstdlib>

namespace interleave::spawn {

void dieWithParent(int signal)
{
    ::prctl(PR_SET_PDEATHSIG, signal);
    // The parent may have died before the line above: then nobody would send the signal.
    const char* parent = std::getenv(kParentVariable);
    if (parent && std::atoi(parent) != ::getppid())
        ::_exit(1);
}

} // namespace interleave::spawn
