// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/messages.h"

#include <concepts>
#include <string_view>
#include <type_traits>

namespace interleave::wire {
namespace {

constexpr std::size_t kStepBytes = 1 + 4 + 3 * 8;
constexpr std::size_t kTaskBytes = 5 * 4 + 2 * 8 + 4; // without its steps
constexpr std::size_t kLongestText = 64U << 10;

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
}
Goodbye readGoodbye(Reader& in)
{
    Goodbye m;
    m.peakRssBytes = in.number<std::int64_t>();
    m.userNs = in.number<std::int64_t>();
    m.systemNs = in.number<std::int64_t>();
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
