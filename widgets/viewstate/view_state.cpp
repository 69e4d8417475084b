// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/viewstate/view_state.h"

#include "moc_view_state.cpp"
