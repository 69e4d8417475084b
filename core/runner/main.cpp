// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/runner/runner.h"

int main(int argc, char **argv)
{
    return interleave::runner::runnerMain(argc, argv);
}
