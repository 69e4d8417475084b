// SPDX-License-Identifier: GPL-3.0-or-later
// The compiled part of Boost.Process v2, as long as it is not a library of its own.
#include <boost/version.hpp>
#if BOOST_VERSION < 108600
#include <boost/process/v2/src.hpp>
#endif
