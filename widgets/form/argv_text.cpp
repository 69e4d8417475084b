// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/argv_text.h"

#include <QList>
#include <QString>

#include <algorithm>
#include <cctype>
#include <optional>

namespace interleave::widgets {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";
constexpr std::string_view kEscapedInDouble = "$`\"\\";
constexpr std::string_view kEscapeLetters = "abefnrtv\\'\"?";
constexpr std::string_view kEscapeMeanings = "\a\b\033\f\n\r\t\v\\'\"?";

int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/// Reads a line from left to right.
class Splitter {
public:
    explicit Splitter(std::string_view line) : m_line(line) {}

    Words split()
    {
        while (!atEnd())
            readOne();
        endWord();
        return std::move(m_result);
    }

private:
    [[nodiscard]] bool atEnd() const { return m_at == m_line.size(); }
    char take() { return m_line[m_at++]; }
    std::string &word() { return m_word ? *m_word : m_word.emplace(); }

    void endWord()
    {
        if (m_word)
            m_result.words.push_back(std::move(*m_word));
        m_word.reset();
    }

    void readOne()
    {
        const char c = take();
        if (kSpaces.find(c) != std::string_view::npos)
            return endWord();
        if (c == '\'')
            return readSingle();
        if (c == '"')
            return readDouble();
        if (c == '$' && !atEnd() && m_line[m_at] == '\'')
            return readEscaped();
        if (c == '\\' && atEnd())
            m_result.open = true;
        word() += c == '\\' && !atEnd() ? take() : c;
    }

    void readSingle()
    {
        const std::size_t end = std::min(m_line.find('\'', m_at), m_line.size());
        word() += m_line.substr(m_at, end - m_at);
        m_result.open = end == m_line.size();
        m_at = std::min(end + 1, m_line.size());
    }

    void readDouble()
    {
        word();
        while (!atEnd()) {
            const char c = take();
            if (c == '"')
                return;
            const bool escapes = c == '\\' && !atEnd() && kEscapedInDouble.find(m_line[m_at]) != std::string_view::npos;
            word() += escapes ? take() : c;
        }
        m_result.open = true;
    }

    void readEscaped()
    {
        (void)take(); // the quote behind the $
        word();
        while (!atEnd()) {
            const char c = take();
            if (c == '\'')
                return;
            if (c == '\\' && !atEnd())
                readEscape();
            else
                word() += c;
        }
        m_result.open = true;
    }

    void readEscape()
    {
        const char c = take();
        if (const std::size_t letter = kEscapeLetters.find(c); letter != std::string_view::npos)
            word() += kEscapeMeanings[letter];
        else if (c == 'x' && !atEnd() && digit(m_line[m_at]) < 16)
            readCode(0, 16, 2);
        else if (digit(c) < 8)
            readCode(digit(c), 8, 2);
        else
            word().append(1, '\\').append(1, c);
    }

    void readCode(int code, int base, int most)
    {
        for (int i = 0; i < most && !atEnd() && digit(m_line[m_at]) < base; ++i)
            code = code * base + digit(take());
        word() += static_cast<char>(code & 0xFF);
    }

    std::string_view m_line;
    std::size_t m_at = 0;
    std::optional<std::string> m_word;
    Words m_result;
};

bool isPlain(char c)
{
    constexpr std::string_view kPlain = "_@%+=:,./-";
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ? static_cast<unsigned char>(c) < 0x80 : kPlain.find(c) != std::string_view::npos;
}

/// False: a character that has no ink, or turns the direction of others, or no valid text at all.
bool canBeSeen(const std::string &word)
{
    const QString text = QString::fromStdString(word);
    const auto characters = text.toUcs4();
    return text.toStdString() == word && std::all_of(characters.begin(), characters.end(), [](uint c) { return c == ' ' || (QChar::isPrint(c) && !QChar::isSpace(c)); });
}

std::string written(const std::string &word)
{
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string result = "$'";
    for (const char c : word) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n')
            result += "\\n";
        else if (c == '\t')
            result += "\\t";
        else if (c == '\'' || c == '\\')
            result.append(1, '\\').append(1, c);
        else if (byte < 0x20 || byte >= 0x7F)
            result.append("\\x").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 0xFU]);
        else
            result += c;
    }
    return result + '\'';
}

std::string doubleQuoted(const std::string &word)
{
    std::string result = "\"";
    for (const char c : word) {
        if (kEscapedInDouble.find(c) != std::string_view::npos)
            result += '\\';
        result += c;
    }
    return result + '"';
}

std::string quoted(const std::string &word)
{
    if (!word.empty() && std::all_of(word.begin(), word.end(), isPlain))
        return word;
    if (!canBeSeen(word))
        return written(word);
    return word.find('\'') == std::string::npos ? '\'' + word + '\'' : doubleQuoted(word);
}

} // namespace

Words splitWords(std::string_view line) { return Splitter(line).split(); }

std::string joinWords(const std::vector<std::string> &words)
{
    std::string line;
    for (const std::string &word : words)
        line.append(line.empty() ? "" : " ").append(quoted(word));
    return line;
}

} // namespace interleave::widgets
