// SPDX-License-Identifier: GPL-3.0-or-later
// The checker of trace.json against documents that are right, and ones that are wrong in one way each.
#include "tests/export/trace_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace interleave::exporting {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

std::string documentOf(const std::string &events) { return "{\"traceEvents\":[" + events + "],\"displayTimeUnit\":\"ms\"}"; }

/// An event of thread 1.1, or of what `place` says.
std::string event(const std::string &phase, const std::string &rest, const std::string &place = R"("pid":1,"tid":1)")
{
    return "{\"ph\":\"" + phase + "\"," + place + ",\"name\":\"n\"," + rest + "}";
}
std::string slice(double ts, double dur, const std::string &place = R"("pid":1,"tid":1)")
{
    return event("X", "\"ts\":" + std::to_string(ts) + ",\"dur\":" + std::to_string(dur), place);
}
std::string begin(double ts, const std::string &id = "0x1") { return event("s", "\"ts\":" + std::to_string(ts) + R"(,"cat":"c","id":")" + id + '"'); }
std::string end(double ts, const std::string &id = "0x1", const std::string &rest = R"(,"bp":"e")")
{
    return event("f", "\"ts\":" + std::to_string(ts) + R"(,"cat":"c","id":")" + id + '"' + rest);
}

void expectFault(const std::string &events, const std::string &text) { EXPECT_THAT(traceFaults(documentOf(events)), Contains(HasSubstr(text))) << events; }
void expectRight(const std::string &events) { EXPECT_THAT(traceFaults(documentOf(events)), IsEmpty()) << events; }

TEST(TraceCheck, ADocumentThatIsRightHasNoFault)
{
    expectRight("");
    expectRight(slice(0, 10) + "," + slice(2, 3) + "," + slice(5, 5) + "," + begin(3) + "," + end(9.999) + "," + slice(10, 1));
    expectRight(event("C", R"("ts":1.5,"args":{"value":3})") + "," + event("b", R"("ts":1,"cat":"q","id":"0x7")") + "," + event("e", R"("ts":2,"cat":"q","id":"0x7")"));
    expectRight(R"({"ph":"M","pid":1,"tid":4294967295,"name":"thread_name","args":{"name":"\u0007 worker"}})");
}

TEST(TraceCheck, WhatIsNoDocumentIsSaidSo)
{
    EXPECT_THAT(traceFaults(""), Contains(HasSubstr("no JSON")));
    EXPECT_THAT(traceFaults("{\"traceEvents\":["), Contains(HasSubstr("no JSON")));
    EXPECT_THAT(traceFaults("{\"events\":[]}"), Contains(HasSubstr("no list traceEvents")));
    EXPECT_THAT(traceFaults("[]"), Contains(HasSubstr("does not begin with")));
    EXPECT_THAT(traceFaults(documentOf("{\"ph\":\"C\",\"name\":\"a\nb\"}")), Contains(HasSubstr("no JSON"))) << "a raw control character";
    EXPECT_THAT(traceFaults(documentOf("{\"ph\":\"C\",\"name\":\"\xff\"}")), Contains(HasSubstr("no JSON"))) << "no UTF-8";
}

TEST(TraceCheck, SlicesThatOverlapPartlyAreFound)
{
    expectFault(slice(0, 10) + "," + slice(5, 6), "overlaps");
    expectFault(slice(5, 6) + "," + slice(0, 10), "overlaps");
    expectFault(slice(0, 0.002) + "," + slice(0.001, 0.002), "overlaps");
    expectRight(slice(0, 10) + "," + slice(5, 6, R"("pid":1,"tid":2)") + "," + slice(5, 7, R"("pid":2,"tid":1)"));
}

TEST(TraceCheck, ArrowsMustStandInSlices)
{
    expectFault(begin(3) + "," + end(4), "begins in no open slice");
    expectFault(slice(0, 10) + "," + begin(10) + "," + slice(20, 2) + "," + end(21), "begins in no open slice");
    expectFault(begin(3) + "," + slice(0, 10) + "," + end(4), "written before it");
    expectFault(slice(0, 10) + "," + begin(3) + "," + end(10), "ends in no open slice");
    expectFault(slice(0, 10, R"("pid":1,"tid":2)") + "," + begin(3) + "," + end(4), "begins in no open slice");
}

TEST(TraceCheck, ArrowsMustBePairs)
{
    expectFault(slice(0, 10) + "," + begin(3), "has no end");
    expectFault(slice(0, 10) + "," + end(3), "has no beginning");
    expectFault(slice(0, 10) + "," + begin(3) + "," + end(2), "ends before it begins");
    expectFault(slice(0, 10) + "," + begin(3) + "," + begin(4) + "," + end(5), "used twice");
    expectFault(slice(0, 10) + "," + begin(3) + "," + end(4) + "," + end(5), "two ends");
    expectFault(slice(0, 10) + "," + begin(3) + "," + end(4, "0x1", ""), "bp");
    expectFault(slice(0, 10) + "," + begin(3, "no number") + "," + end(4), "hexadecimal");
}

TEST(TraceCheck, AsyncEventsMustBePairs)
{
    const std::string b = event("b", R"("ts":5,"cat":"q","id":"0x7")");
    expectFault(b, "has no end");
    expectFault(b + "," + event("e", R"("ts":4,"cat":"q","id":"0x7")"), "ends before it begins");
    expectFault(b + "," + event("e", R"("ts":6,"cat":"q","id":"0x8")"), "has no end");
    expectFault(b + "," + event("e", R"("ts":6,"cat":"other","id":"0x7")"), "has no end");
    expectFault(b + "," + event("e", R"("ts":6,"cat":"q","id":"0x7")", R"("pid":2,"tid":1)"), "has no end");
    expectFault(event("b", R"("ts":5,"cat":"q")"), "without id");
}

TEST(TraceCheck, NumbersAndNamesAreLookedAt)
{
    expectFault(slice(0, 1, R"("pid":1,"tid":0)"), "tid is no number");
    expectFault(slice(0, 1, R"("pid":0,"tid":1)"), "pid is no number");
    expectFault(slice(0, 1, R"("pid":1)"), "tid is no number");
    expectFault(slice(0, 1, R"("pid":1,"tid":4294967296)"), "tid is no number");
    expectFault(event("X", R"("ts":"1","dur":1)"), "ts is no number");
    expectFault(event("X", R"("ts":-1,"dur":1)"), "ts is no number");
    expectFault(event("X", R"("ts":1)"), "dur is no number");
    expectFault(event("C", R"("ts":1)"), "a counter without");
    expectFault(event("C", R"("ts":1,"args":{"value":"3"})"), "a counter without");
    expectFault(event("T", R"("ts":1)"), "its phase T");
    expectFault(R"({"ph":"X","pid":1,"tid":1,"ts":1,"dur":1})", "has no name");
    expectFault(R"({"pid":1,"tid":1})", "has no phase");
    expectFault(R"({"ph":"M","pid":1,"tid":1,"name":"color","args":{}})", "no metadata that readers know");
    expectFault(R"({"ph":"M","pid":1,"tid":1,"name":"thread_name","args":{}})", "names nothing");
}

} // namespace
} // namespace interleave::exporting
