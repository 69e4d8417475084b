// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker/responder.h"
#include "core/worker/shim.h"
#include "core/worker/worker.h"

#include <string_view>

int main(int argc, char** argv)
{
    const std::string_view role = argc > 1 ? argv[1] : "";
    if (role == "--responder")
        return interleave::worker::responderMain();
    if (role == "--shim")
        return interleave::worker::shimMain(argc, argv);
    return interleave::worker::workerMain(argc, argv);
}
