// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace engine = interleave::engine;
namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

class RunFolder : public testing::Test {
protected:
    RunFolder() : m_place(testing::TempDir() + "run-folder-XXXXXX")
    {
        EXPECT_NE(::mkdtemp(m_place.data()), nullptr);
        ::setenv("TMPDIR", m_place.c_str(), 1);
    }
    ~RunFolder() override
    {
        ::unsetenv("TMPDIR");
        fs::remove_all(m_place);
    }
    fs::path make(const std::string &name) const
    {
        const fs::path path = fs::path(m_place) / name;
        fs::create_directories(path / "deep");
        std::ofstream(path / "deep" / "file") << "x";
        return path;
    }
    std::vector<std::string> left() const
    {
        std::vector<std::string> names;
        for (const auto &entry : fs::directory_iterator(m_place))
            names.push_back(entry.path().filename().string());
        return names;
    }
    /// The name of a folder that another process chose, which has ended since.
    static std::string nameOfADeadOwner()
    {
        int ends[2];
        EXPECT_EQ(::pipe(ends), 0);
        const pid_t pid = ::fork();
        if (pid == 0) {
            const std::string name = fs::path(engine::newRunFolder()).filename();
            (void)!::write(ends[1], name.data(), name.size());
            ::_exit(0);
        }
        ::waitpid(pid, nullptr, 0);
        std::string name(256, '\0');
        name.resize(static_cast<std::size_t>(::read(ends[0], name.data(), name.size())));
        ::close(ends[0]);
        ::close(ends[1]);
        return name;
    }

private:
    std::string m_place;
};

} // namespace

TEST_F(RunFolder, OfADeadOwnerIsRemovedWithAllThatIsInIt)
{
    make(nameOfADeadOwner());
    make(nameOfADeadOwner());
    engine::removeDeadFolders();
    EXPECT_THAT(left(), IsEmpty());
}

TEST_F(RunFolder, OfALivingOwnerStays)
{
    const fs::path mine = make(fs::path(engine::newRunFolder()).filename());
    engine::removeDeadFolders();
    EXPECT_TRUE(fs::exists(mine / "deep" / "file"));
    engine::removeRunFolder(mine.string());
    EXPECT_THAT(left(), IsEmpty());
}

TEST_F(RunFolder, WhoseOwnerCannotBeKnownStays)
{
    std::string elsewhere = nameOfADeadOwner(); // interleave-PID-START-PLACE-RANDOM
    const std::size_t place = elsewhere.find('-', elsewhere.find('-', elsewhere.find('-') + 1) + 1) + 1;
    elsewhere[place] = elsewhere[place] == '1' ? '2' : '1';
    for (const std::string &name : {elsewhere, std::string("interleave-1"), std::string("interleave-x-y-z"), std::string("interleave"), std::string("somebody-s")})
        make(name);
    engine::removeDeadFolders();
    EXPECT_THAT(left(), UnorderedElementsAre(elsewhere, "interleave-1", "interleave-x-y-z", "interleave", "somebody-s"));
}

TEST_F(RunFolder, AnotherProcessOfTheSameNumberIsNotTheOwner)
{
    std::string name = fs::path(engine::newRunFolder()).filename();
    const std::size_t start = name.find('-', name.find('-') + 1) + 1;
    name.replace(start, name.find('-', start) - start, "1");
    make(name);
    engine::removeDeadFolders();
    EXPECT_THAT(left(), IsEmpty());
}

TEST_F(RunFolder, ALinkOfThatNameIsNotFollowed)
{
    const fs::path other = make("other");
    fs::create_directory_symlink(other, other.parent_path() / nameOfADeadOwner());
    engine::removeDeadFolders();
    EXPECT_TRUE(fs::exists(other / "deep" / "file"));
}

TEST_F(RunFolder, APlaceThatIsNotThereIsNoReasonToFail)
{
    ::setenv("TMPDIR", "/nowhere/at/all", 1);
    engine::removeDeadFolders();
    EXPECT_TRUE(engine::newRunFolder().starts_with("/nowhere/at/all/interleave-"));
}
