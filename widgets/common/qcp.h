// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// The only includer of qcustomplot.h, which needs the three keyword macros that the rest of the program forbids.
#include <QtCore/qobjectdefs.h>
#include <QtCore/qglobal.h>
#ifdef QT_NO_KEYWORDS
#  define signals Q_SIGNALS
#  define slots Q_SLOTS
#  define foreach Q_FOREACH
#endif
#include <qcustomplot.h>
#ifdef QT_NO_KEYWORDS
#  undef signals
#  undef slots
#  undef foreach
#endif
