// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/atomic_file.h"

namespace interleave::exporting {

using base::AtomicFile;
using base::prepareFolder;
using base::writeFile;

} // namespace interleave::exporting
