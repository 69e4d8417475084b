// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/worker.h"

int main(int argc, char** argv) { return interleave::worker::workerMain(argc, argv); }
