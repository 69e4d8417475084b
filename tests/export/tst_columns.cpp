// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/columns.h"

#include <gtest/gtest.h>

namespace interleave::exporting {
namespace {

TEST(Columns, WidthCountsCellsAndNotBytes)
{
    EXPECT_EQ(displayWidth("abc"), 3U);
    EXPECT_EQ(displayWidth("Größe µ"), 7U);
    EXPECT_EQ(displayWidth("並行"), 4U);
    EXPECT_EQ(displayWidth("e\u0301"), 1U);
    EXPECT_EQ(displayWidth("\xff\xfe"), 2U);
    EXPECT_EQ(displayWidth(""), 0U);
}

TEST(Columns, ColumnsStayAlignedWithWideAndAccentedText)
{
    const Columns table{{"name", "n"}, {false, true}, {{"並行", "5"}, {"Größe", "100"}}};
    EXPECT_EQ(aligned(table), "name     n\n"
                              "-----  ---\n"
                              "並行     5\n"
                              "Größe  100\n");
}

TEST(Columns, NoLineEndsInSpaces)
{
    const Columns table{{"a", "b"}, {}, {{"x", ""}, {"y", "long"}}};
    EXPECT_EQ(aligned(table), "a  b\n-  ----\nx\ny  long\n");
}

TEST(Columns, LongTextIsCutAtACharacterAndSaysSo)
{
    EXPECT_EQ(elided("abcdef", 6), "abcdef");
    EXPECT_EQ(elided("abcdef", 4), "abc…");
    EXPECT_EQ(elided("並行処理", 4), "並…");
    EXPECT_EQ(elided("abc", 0), "");
}

TEST(Columns, ControlCharactersCannotReachATerminal)
{
    EXPECT_EQ(printable("a\x1b[31mb"), "a?[31mb");
    EXPECT_EQ(printable("one\ntwo\tthree"), "one two three");
    EXPECT_EQ(printable("\xc2\x9b" "31m"), "?31m");
    EXPECT_EQ(printable("ok – µ 並"), "ok – µ 並");
    EXPECT_EQ(printable("\xff"), "?");
}

} // namespace
} // namespace interleave::exporting
