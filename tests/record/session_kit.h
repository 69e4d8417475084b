// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/catalogue.h"
#include "core/record/run_record.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

/// What the tests of session files share.
namespace interleave::record::kit {

/// Two models and every step.
plan::Catalogue catalogue();

/// Every field of every struct holds something of its own; two runs, the first with its trace, and a warm-up.
ExperimentRecord fullExperiment();
/// As small as a record can be: a plan, and one run of which nothing is known.
ExperimentRecord bareExperiment();
/// One finished run with so many tasks and events.
ExperimentRecord largeExperiment(std::size_t tasks, std::size_t events);

/// All that a session file keeps is alike.
void expectSame(const ExperimentRecord &read, const ExperimentRecord &saved);

/// A folder of the test's own.
class FolderTest : public testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;
    [[nodiscard]] std::vector<std::string> names() const; ///< in the folder, sorted
    std::filesystem::path folder;
};

std::string fileBytes(const std::filesystem::path &path);
void writeBytes(const std::filesystem::path &path, std::string_view bytes);

using Parts = std::map<std::string, std::string>;
/// The parts of a session file.
Parts partsOf(const std::filesystem::path &session);
/// A file with these parts and the mimetype before them.
void writeParts(const std::filesystem::path &path, const Parts &parts);

} // namespace interleave::record::kit
