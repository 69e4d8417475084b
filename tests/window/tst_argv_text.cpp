// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/argv_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace {

using namespace interleave::widgets;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> split(std::string_view line) { return splitWords(line).words; }

TEST(ArgvText, SpacesSeparateAndManyAreAsOne)
{
    EXPECT_THAT(split(""), IsEmpty());
    EXPECT_THAT(split(" \t "), IsEmpty());
    EXPECT_THAT(split("  ls  -l\t/tmp "), ElementsAre("ls", "-l", "/tmp"));
}

TEST(ArgvText, QuotesKeepAWordTogetherAndJoinTheirNeighbours)
{
    EXPECT_THAT(split("sh -c 'exit 3'"), ElementsAre("sh", "-c", "exit 3"));
    EXPECT_THAT(split(R"(echo "a b"c'd e' '' "")"), ElementsAre("echo", "a bcd e", "", ""));
    EXPECT_THAT(split(R"('it'"'"'s')"), ElementsAre("it's"));
}

TEST(ArgvText, ABackslashMeansWhatItMeansToAShell)
{
    EXPECT_THAT(split(R"(a\ b \" \\ \n)"), ElementsAre("a b", "\"", "\\", "n"));
    EXPECT_THAT(split(R"("\$HOME \`x\` \" \\ \n")"), ElementsAre(R"($HOME `x` " \ \n)"));
    EXPECT_THAT(split(R"('\n')"), ElementsAre("\\n"));
}

TEST(ArgvText, EscapesAreReadInDollarQuotesOnly)
{
    EXPECT_THAT(split(R"($'a\nb\t\x41\x4a1\101\'\\' $'\q' $ $x)"), ElementsAre("a\nb\tAJ1A'\\", "\\q", "$", "$x"));
    EXPECT_THAT(split(R"($'\xe4\xb8\xa4')"), ElementsAre("两"));
}

TEST(ArgvText, NothingElseOfAShellIsRead)
{
    EXPECT_THAT(split("echo $HOME * ~ | cat > f; true & # no"), ElementsAre("echo", "$HOME", "*", "~", "|", "cat", ">", "f;", "true", "&", "#", "no"));
}

TEST(ArgvText, AnOpenQuoteReachesTheEndAndIsTold)
{
    for (const char *line : {"sh 'a b", "sh \"a b", "sh $'a b"}) {
        EXPECT_THAT(split(line), ElementsAre("sh", "a b"));
        EXPECT_TRUE(splitWords(line).open);
    }
    EXPECT_THAT(split("a\\"), ElementsAre("a\\"));
    EXPECT_TRUE(splitWords("a\\").open);
    EXPECT_FALSE(splitWords("a 'b' \"c\" $'d'").open);
}

TEST(ArgvText, WordsAreQuotedOnlyWhereTheyNeedIt)
{
    EXPECT_EQ(joinWords({"/bin/sh", "-c", "exit 3"}), "/bin/sh -c 'exit 3'");
    EXPECT_EQ(joinWords({"", "it's", "$x \"y\""}), R"('' "it's" '$x "y"')");
    EXPECT_EQ(joinWords({"it's $x"}), R"("it's \$x")");
    EXPECT_EQ(joinWords({"两个"}), "'两个'");
    EXPECT_EQ(joinWords({"a=1,b:%+@_-./"}), "a=1,b:%+@_-./");
    EXPECT_EQ(joinWords({}), "");
}

TEST(ArgvText, WhatCannotBeSeenIsWrittenOut)
{
    EXPECT_EQ(joinWords({"a\nb\tc\x01"}), R"($'a\nb\tc\x01')");
    EXPECT_EQ(joinWords({"a\u00a0b"}), R"($'a\xC2\xA0b')") << "a space that is none";
    EXPECT_EQ(joinWords({"a\u202eb"}), R"($'a\xE2\x80\xAEb')") << "turns the direction of what follows";
    EXPECT_EQ(joinWords({"\xff'"}), R"($'\xFF\'')") << "no valid text";
}

TEST(ArgvText, AnyWordsComeBackAsTheyWere)
{
    std::mt19937 random(1);
    const std::string some = "ab \t\n'\"\\$`x0*#\x01\x7f\xc2\xa0\xe4\xb8\xff";
    for (int round = 0; round < 5000; ++round) {
        std::vector<std::string> words(random() % 5);
        for (std::string &word : words) {
            for (auto n = random() % 8; n > 0; --n)
                word += round % 2 == 0 ? some[random() % some.size()] : static_cast<char>(random() & 0xFFU);
        }
        const Words again = splitWords(joinWords(words));
        ASSERT_EQ(again.words, words) << joinWords(words);
        ASSERT_FALSE(again.open);
    }
}

} // namespace
