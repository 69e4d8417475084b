// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_json.h"
#include "small_catalogue.h"

#include <gtest/gtest.h>

using namespace interleave;
using namespace interleave::plan;

namespace {

std::string refusal(std::string_view text)
{
    const auto entry = parseExecutorOption(text, smallCatalogue());
    if (entry.ok())
        return "accepted";
    EXPECT_EQ(entry.error().text().find('\n'), std::string::npos);
    return entry.error().text();
}

TEST(ExecutorOption, AnIdAloneTakesAllDefaults)
{
    const auto entry = parseExecutorOption("thread-pool", smallCatalogue());
    ASSERT_TRUE(entry.ok());
    EXPECT_EQ(*entry, (ExecutorEntry{"thread-pool", "thread-pool", {}, {}}));
}

TEST(ExecutorOption, ParametersHaveTheirOwnTypes)
{
    const auto entry = parseExecutorOption("process-pool:workers=3,on=processes,daemon=true", smallCatalogue());
    ASSERT_TRUE(entry.ok()) << entry.error().text();
    const std::map<std::string, ParameterValue> wanted{{"workers", std::int64_t{3}}, {"on", std::string("processes")}, {"daemon", true}};
    EXPECT_EQ(entry->parameters, wanted);
    EXPECT_EQ(entry->label, "process-pool daemon=true on=processes workers=3");
}

TEST(ExecutorOption, WhatIsWrongIsNamed)
{
    EXPECT_EQ(refusal("thread-poll"), "--executor: id: unknown concurrency model \"thread-poll\", did you mean \"thread-pool\"?");
    EXPECT_EQ(refusal(""), "--executor: id: unknown concurrency model \"\", give one of serial, thread-pool, process-pool, async-gather");
    EXPECT_EQ(refusal("thread-pool:"), "--executor: thread-pool: nothing stands behind the colon, give key=value");
    EXPECT_EQ(refusal("thread-pool:workers"), "--executor: thread-pool: \"workers\" is no parameter, give key=value");
    EXPECT_EQ(refusal("thread-pool:workers="), "--executor: thread-pool: \"workers=\" is no parameter, give key=value");
    EXPECT_EQ(refusal("thread-pool:=4"), "--executor: thread-pool: \"=4\" is no parameter, give key=value");
    EXPECT_EQ(refusal("thread-pool:worker=4"), "--executor: thread-pool: thread-pool has no parameter \"worker\", did you mean \"workers\"?");
    EXPECT_EQ(refusal("serial:workers=4"), "--executor: serial: serial has no parameter \"workers\", it has none");
    EXPECT_EQ(refusal("thread-pool:workers=0"), "--executor: thread-pool.workers: 0 is out of range, give a whole number from 1 to 1024");
    EXPECT_EQ(refusal("thread-pool:workers=four"), "--executor: thread-pool.workers: \"four\" has the wrong type, give a whole number from 1 to 1024");
    EXPECT_EQ(refusal("thread-pool:workers=4.5"), "--executor: thread-pool.workers: \"4.5\" has the wrong type, give a whole number from 1 to 1024");
    EXPECT_EQ(refusal("thread-pool:workers=4,workers=5"), "--executor: thread-pool.workers: stands twice, give it once");
    EXPECT_EQ(refusal("process-pool:on=fibres"), "--executor: process-pool.on: \"fibres\" is none of the choices, give threads or processes");
    EXPECT_EQ(refusal("process-pool:daemon=1"), "--executor: process-pool.daemon: \"1\" has the wrong type, give true or false");
}

TEST(ExecutorOption, AModelOfALaterVersionIsRefusedByName)
{
    const auto entry = parseExecutorOption("async-queue:consumers=4", smallCatalogue());
    ASSERT_FALSE(entry.ok());
    EXPECT_EQ(entry.error().code, base::ErrorCode::Unsupported);
    EXPECT_NE(entry.error().text().find("async-queue is not in this version"), std::string::npos);
}

} // namespace
