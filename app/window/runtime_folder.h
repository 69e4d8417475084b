// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace interleave::window {

/// A session without a runtime folder of its own gets one from Qt, among the temporary files: this one takes it away again, if it was
/// not there before and nothing is in it. Shape: outlives the application object.
class RuntimeFolder {
public:
    RuntimeFolder();
    RuntimeFolder(const RuntimeFolder &) = delete;
    RuntimeFolder &operator=(const RuntimeFolder &) = delete;
    ~RuntimeFolder();

private:
    QString m_folder; ///< empty: not ours
};

} // namespace interleave::window
