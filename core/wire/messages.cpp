// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/messages.h"

#include <concepts>
#include <string_view>
#include <type_traits>
#include <utility>

namespace interleave::wire {
namespace {

constexpr std::size_t kStepBytes = 1 + 4 + 3 * 8;
constexpr std::size_t kTaskBytes = 5 * 4 + 2 * 8 + 4; // without its steps
constexpr std::size_t kLongestText = 64U << 10;
constexpr std::size_t kDetailBytes = 3 * 4 + 2 + 3 + 4; // without its texts
constexpr std::size_t kHostBytes = 2 * 4; // the same
constexpr std::size_t kSetupPiece = 1U << 20;

class Writer {
public:
    explicit Writer(Bytes& out)
        : m_out(out)
    {
    }

    template <std::integral T> void number(T value)
    {
        const auto bits = static_cast<std::make_unsigned_t<T>>(value);
        for (unsigned i = 0; i < sizeof(T); ++i)
            m_out.push_back(static_cast<std::byte>(bits >> (8 * i)));
    }
    void text(std::string_view text)
    {
        text = text.substr(0, kLongestText);
        number(static_cast<std::uint32_t>(text.size()));
        const auto bytes = std::as_bytes(std::span(text));
        m_out.insert(m_out.end(), bytes.begin(), bytes.end());
    }
    void bytes(std::span<const std::byte> bytes)
    {
        number(static_cast<std::uint32_t>(bytes.size()));
        m_out.insert(m_out.end(), bytes.begin(), bytes.end());
    }
    void texts(const std::vector<std::string>& all)
    {
        number(static_cast<std::uint32_t>(all.size()));
        for (const std::string& one : all)
            text(one);
    }

private:
    Bytes& m_out;
};

/// Reads what may be anything: after the first wrong thing every read gives zeros and `done()` is false.
class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes)
        : m_bytes(bytes)
    {
    }

    template <std::integral T> T number()
    {
        std::make_unsigned_t<T> bits = 0;
        const auto raw = take(sizeof(T));
        for (std::size_t i = 0; i < raw.size(); ++i)
            bits = static_cast<std::make_unsigned_t<T>>(bits | (std::to_integer<std::make_unsigned_t<T>>(raw[i]) << (8 * i)));
        return static_cast<T>(bits);
    }
    std::string text()
    {
        const auto length = number<std::uint32_t>();
        const auto raw = length <= kLongestText ? take(length) : fail();
        return {reinterpret_cast<const char*>(raw.data()), raw.size()};
    }
    std::vector<std::string> texts()
    {
        std::vector<std::string> all(count(4));
        for (std::string& one : all)
            one = text();
        return all;
    }
    Bytes bytes()
    {
        const auto raw = take(number<std::uint32_t>());
        return {raw.begin(), raw.end()};
    }
    bool flag()
    {
        const auto value = number<std::uint8_t>();
        if (value > 1)
            fail();
        return value == 1;
    }
    /// A number of things that take at least `each` bytes: never more than what can still follow.
    std::size_t count(std::size_t each)
    {
        const auto n = number<std::uint32_t>();
        if (n > m_bytes.size() / each)
            fail();
        return m_good ? n : 0;
    }
    template <class Enum> Enum choice(Enum first, Enum last)
    {
        const auto value = number<std::uint8_t>();
        if (value < static_cast<std::uint8_t>(first) || value > static_cast<std::uint8_t>(last))
            fail();
        return m_good ? static_cast<Enum>(value) : first;
    }
    [[nodiscard]] bool done() const { return m_good && m_bytes.empty(); }

private:
    std::span<const std::byte> fail()
    {
        m_good = false;
        m_bytes = {};
        return {};
    }
    std::span<const std::byte> take(std::size_t n)
    {
        if (!m_good || n > m_bytes.size())
            return fail();
        const auto taken = m_bytes.first(n);
        m_bytes = m_bytes.subspan(n);
        return taken;
    }
    std::span<const std::byte> m_bytes;
    bool m_good = true;
};

// --- one pair a message ---

FrameType typeOf(const Message& message) { return static_cast<FrameType>(message.index() + 1); }

void write(Writer& out, const Hello& m)
{
    out.number(m.version);
    out.number(m.pid);
}
Hello readHello(Reader& in)
{
    Hello m;
    m.version = in.number<std::uint32_t>();
    m.pid = in.number<std::int32_t>();
    return m;
}

void write(Writer&, const Ready&) { }
void write(Writer&, const Shutdown&) { }

void write(Writer& out, const plan::TaskSpec& task)
{
    out.number(task.id.value);
    out.number(task.group);
    out.number(task.index);
    out.number(task.payloadBytes);
    out.number(task.resultBytes);
    out.number(task.timeout.count());
    out.number(task.due.count());
    out.number(static_cast<std::uint32_t>(task.steps.size()));
    for (const plan::StepSpec& step : task.steps) {
        out.number(static_cast<std::uint8_t>(step.kind));
        out.number(step.detail);
        out.number(step.amount);
        out.number(step.second);
        out.number(step.third);
    }
}
plan::TaskSpec readTask(Reader& in)
{
    plan::TaskSpec task;
    task.id.value = in.number<std::uint32_t>();
    task.group = in.number<std::uint32_t>();
    task.index = in.number<std::uint32_t>();
    task.payloadBytes = in.number<std::uint32_t>();
    task.resultBytes = in.number<std::uint32_t>();
    task.timeout = base::Nanoseconds(in.number<std::int64_t>());
    task.due = base::Nanoseconds(in.number<std::int64_t>());
    task.steps.resize(in.count(kStepBytes));
    for (plan::StepSpec& step : task.steps) {
        step.kind = in.choice(plan::StepKind::Compute, plan::StepKind::Command);
        step.detail = in.number<std::uint32_t>();
        step.amount = in.number<std::int64_t>();
        step.second = in.number<std::int64_t>();
        step.third = in.number<std::int64_t>();
    }
    return task;
}

void write(Writer& out, const Tasks& m)
{
    out.number(m.flow);
    out.number(static_cast<std::uint32_t>(m.tasks.size()));
    for (const plan::TaskSpec& task : m.tasks)
        write(out, task);
}
Tasks readTasks(Reader& in)
{
    Tasks m;
    m.flow = in.number<std::uint32_t>();
    m.tasks.resize(in.count(kTaskBytes));
    for (plan::TaskSpec& task : m.tasks)
        task = readTask(in);
    return m;
}

void write(Writer& out, const TaskResult& m)
{
    out.number(m.flow);
    out.number(m.task.value);
    out.number(static_cast<std::uint8_t>(m.status));
    out.text(m.error);
}
TaskResult readResult(Reader& in)
{
    TaskResult m;
    m.flow = in.number<std::uint32_t>();
    m.task.value = in.number<std::uint32_t>();
    m.status = in.choice(trace::TaskStatus::Succeeded, trace::TaskStatus::TimedOut);
    m.error = in.text();
    return m;
}

void write(Writer& out, const Goodbye& m)
{
    out.number(m.peakRssBytes);
    out.number(m.userNs);
    out.number(m.systemNs);
    out.number(m.processesStarted);
}
Goodbye readGoodbye(Reader& in)
{
    Goodbye m;
    m.peakRssBytes = in.number<std::int64_t>();
    m.userNs = in.number<std::int64_t>();
    m.systemNs = in.number<std::int64_t>();
    m.processesStarted = in.number<std::int64_t>();
    return m;
}

void write(Writer& out, const plan::StepDetail& detail)
{
    out.text(detail.host);
    out.number(detail.port);
    for (const bool flag : {detail.keepAlive, detail.write, detail.fsync})
        out.number(static_cast<std::uint8_t>(flag));
    out.number(detail.lock);
    out.texts(detail.argv);
    out.text(detail.cwd);
}
plan::StepDetail readDetail(Reader& in)
{
    plan::StepDetail detail;
    detail.host = in.text();
    detail.port = in.number<std::uint16_t>();
    detail.keepAlive = in.flag();
    detail.write = in.flag();
    detail.fsync = in.flag();
    detail.lock = in.number<std::uint32_t>();
    detail.argv = in.texts();
    detail.cwd = in.text();
    return detail;
}

std::size_t bytesOf(const std::string& text) { return 4 + text.size(); }
std::size_t bytesOf(const std::vector<std::string>& texts)
{
    std::size_t bytes = 4;
    for (const std::string& text : texts)
        bytes += bytesOf(text);
    return bytes;
}
std::size_t bytesOf(const plan::StepDetail& detail) { return kDetailBytes + detail.host.size() + detail.cwd.size() + bytesOf(detail.argv); }
std::size_t bytesOf(const Host& host) { return bytesOf(host.addresses) + bytesOf(host.error); }

void write(Writer& out, const Setup& m)
{
    out.number(static_cast<std::uint8_t>(m.more));
    out.number(m.responderPort);
    out.text(m.folder);
    out.text(m.workerPath);
    out.number(static_cast<std::uint32_t>(m.details.size()));
    for (const plan::StepDetail& detail : m.details)
        write(out, detail);
    out.number(static_cast<std::uint32_t>(m.hosts.size()));
    for (const Host& host : m.hosts) {
        out.texts(host.addresses);
        out.text(host.error);
    }
    out.texts(m.lockNames);
}
Setup readSetup(Reader& in)
{
    Setup m;
    m.more = in.flag();
    m.responderPort = in.number<std::uint16_t>();
    m.folder = in.text();
    m.workerPath = in.text();
    m.details.resize(in.count(kDetailBytes));
    for (plan::StepDetail& detail : m.details)
        detail = readDetail(in);
    m.hosts.resize(in.count(kHostBytes));
    for (Host& host : m.hosts) {
        host.addresses = in.texts();
        host.error = in.text();
    }
    m.lockNames = in.texts();
    return m;
}

void write(Writer& out, const Payload& m)
{
    out.number(m.flow);
    out.number(m.task.value);
    out.bytes(m.bytes);
}
Payload readPayload(Reader& in)
{
    Payload m;
    m.flow = in.number<std::uint32_t>();
    m.task.value = in.number<std::uint32_t>();
    m.bytes = in.bytes();
    return m;
}

Message read(Reader& in, FrameType type)
{
    switch (type) {
    case FrameType::Hello:
        return readHello(in);
    case FrameType::Ready:
        return Ready{};
    case FrameType::Tasks:
        return readTasks(in);
    case FrameType::Result:
        return readResult(in);
    case FrameType::Shutdown:
        return Shutdown{};
    case FrameType::Goodbye:
        return readGoodbye(in);
    case FrameType::Setup:
        return readSetup(in);
    case FrameType::Payload:
        return readPayload(in);
    }
    return Ready{};
}

} // namespace

void append(Bytes& out, const Message& message)
{
    Bytes payload;
    Writer writer(payload);
    std::visit([&](const auto& m) { write(writer, m); }, message);
    appendFrame(out, typeOf(message), payload);
}

base::Result<Message> decode(const Frame& frame)
{
    Reader in(frame.payload);
    base::Result<Message> message = read(in, frame.type);
    if (!in.done())
        return base::Error{base::ErrorCode::Protocol, "a damaged message of type " + std::to_string(static_cast<unsigned>(frame.type)), {}};
    return message;
}

void appendTask(Bytes& out, std::uint32_t flow, const plan::TaskSpec& task)
{
    appendFrameHeader(out, FrameType::Tasks, 2 * 4 + kTaskBytes + task.steps.size() * kStepBytes);
    Writer writer(out);
    writer.number(flow);
    writer.number(std::uint32_t{1});
    write(writer, task);
}

void appendSetup(Bytes& out, const Setup& setup)
{
    Setup piece;
    std::size_t used = 0;
    const auto addAll = [&](const auto& list, auto member) {
        for (const auto& one : list) {
            if (used > 0 && used + bytesOf(one) > kSetupPiece) {
                piece.more = true;
                append(out, std::exchange(piece, Setup{}));
                used = 0;
            }
            used += bytesOf(one);
            (piece.*member).push_back(one);
        }
    };
    addAll(setup.details, &Setup::details);
    addAll(setup.hosts, &Setup::hosts);
    addAll(setup.lockNames, &Setup::lockNames);
    piece.responderPort = setup.responderPort;
    piece.folder = setup.folder;
    piece.workerPath = setup.workerPath;
    append(out, piece);
}

std::size_t tasksThatFit(std::span<const plan::TaskSpec* const> tasks, std::size_t bytes)
{
    std::size_t used = kFrameHeaderBytes + 2 * 4;
    std::size_t n = 0;
    for (const plan::TaskSpec* task : tasks) {
        used += kTaskBytes + task->steps.size() * kStepBytes;
        if (used > bytes && n > 0)
            break;
        ++n;
    }
    return n;
}

} // namespace interleave::wire
