// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/report.h"
#include "core/export/report_document.h"
#include "core/export/report_text.h"

#include <algorithm>

namespace interleave::exporting {
namespace {

std::string base64(std::string_view bytes)
{
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8U) | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k)
            out += i + k > bytes.size() ? '=' : kDigits[(group >> (18 - 6 * k)) & 63U];
    }
    return out;
}

std::string tableMarkdown(const Block &block)
{
    return (block.text.empty() ? std::string() : markdownText(block.text) + "\n\n") + markdownRows(block.table);
}

/// A fence longer than any run of backticks inside.
std::string codeMarkdown(std::string_view text)
{
    std::size_t longest = 0;
    std::size_t length = 0;
    for (const char c : text) {
        length = c == '`' ? length + 1 : 0;
        longest = std::max(longest, length);
    }
    const std::string fence(std::max<std::size_t>(longest + 1, 3), '`');
    return fence + "sh\n" + visible(text, true) + "\n" + fence + "\n";
}

std::string listMarkdown(const std::vector<std::string> &lines)
{
    std::string out;
    for (const std::string &line : lines)
        out += "- " + markdownText(line) + "\n";
    return out;
}

class Writer {
public:
    std::string markdown(const Block &block)
    {
        switch (block.kind) {
        case Block::Kind::Heading: return std::string(static_cast<std::size_t>(block.level), '#') + " " + markdownText(block.text) + "\n";
        case Block::Kind::Paragraph: return markdownText(block.text) + "\n";
        case Block::Kind::Lead: return "**" + markdownText(block.text) + "**\n";
        case Block::Kind::Banner: return "> **Warning:** " + markdownText(block.text) + "\n";
        case Block::Kind::List: return listMarkdown(block.lines);
        case Block::Kind::Table: return tableMarkdown(block);
        case Block::Kind::Figure: return figure(block);
        case Block::Kind::Code: return codeMarkdown(block.text);
        }
        return {};
    }
    [[nodiscard]] const std::string &pictures() const { return m_pictures; }

private:
    std::string figure(const Block &block)
    {
        const std::string name = "figure-" + std::to_string(++m_figures);
        m_pictures += "[" + name + "]: data:image/svg+xml;base64," + base64(block.svg) + "\n";
        return "![" + markdownText(block.text) + "][" + name + "]\n\n" + markdownText(block.text) + "\n";
    }

    int m_figures = 0;
    std::string m_pictures;
};

} // namespace

void reportMarkdown(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    const Report report = reportOf(experiment, true);
    Writer writer;
    sink("# " + markdownText(report.title) + "\n");
    for (const Block &block : report.blocks)
        sink("\n" + writer.markdown(block));
    sink("\n" + writer.pictures());
}

} // namespace interleave::exporting
