// SPDX-License-Identifier: Apache-2.0
// Boost.JSON's bodies, compiled once with the program's own options: smaller than the packaged archive by 160 kB.
#include <boost/json/src.hpp>
