// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/plantuml.h"

#include "core/export/report_text.h"

#include <cstdint>

namespace interleave::exporting {
namespace {

using analysis::MessageKind;
using What = SequenceStep::What;

constexpr std::size_t kLifelines = 12;

bool harmless(char c, char before)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0)
        return true;
    // Twice in a row some of these are markup.
    return std::string_view(" ,:;()+?").find(c) != std::string_view::npos || (std::string_view("-_.='").find(c) != std::string_view::npos && c != before);
}

void appendCode(std::string &out, char c)
{
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const auto code = static_cast<unsigned char>(c);
    out += "<U+00";
    out += kDigits[code >> 4U];
    out += kDigits[code & 0xfU];
    out += '>';
}

std::string_view arrowOf(MessageKind kind)
{
    switch (kind) {
    case MessageKind::Submit:
    case MessageKind::HandOff: return " -> ";
    case MessageKind::Spawn: return " ->o ";
    case MessageKind::Result: return " --> ";
    case MessageKind::Signal: return " -\\ ";
    case MessageKind::ProcessMessage: return " ->> ";
    case MessageKind::Cancel: return " ->x ";
    }
    return " -> ";
}

class Diagram {
public:
    explicit Diagram(const SequenceScript &script) : m_script(script) { }

    std::string text()
    {
        m_out = "@startuml\n' render with -tsvg -charset UTF-8\n";
        for (const std::string &remark : m_script.remarks)
            line("' ", plantUmlEscaped(remark));
        line("title ", plantUmlEscaped(m_script.title));
        line("hide footbox");
        declare();
        for (const SequenceStep &step : m_script.steps)
            write(step);
        for (const std::string &remark : m_script.remarks)
            note(remark);
        line("@enduml");
        return std::move(m_out);
    }

private:
    template <class... Parts>
    void line(const Parts &...parts)
    {
        ((m_out += parts), ...);
        m_out += '\n';
    }

    static std::string id(std::size_t participant) { return "P" + std::to_string(participant + 1); }
    [[nodiscard]] bool works(std::size_t participant) const
    {
        return participant < m_script.participants.size() && m_script.participants[participant].role == trace::LaneRole::Worker;
    }
    [[nodiscard]] std::string everybody() const { return m_script.participants.size() > 1 ? "P1, " + id(m_script.participants.size() - 1) : std::string("P1"); }

    void note(const std::string &remark)
    {
        line("note over ", everybody());
        for (const std::string &part : remarkLines(remark))
            line(plantUmlEscaped(part));
        line("end note");
    }

    /// Workers that stand side by side are in a box.
    void declare()
    {
        const auto &all = m_script.participants;
        if (all.empty())
            line("participant \"application\" as P1");
        bool boxed = false;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (!boxed && works(i) && works(i + 1)) {
                line("box \"workers\" #EEF4FA");
                boxed = true;
            }
            line(all[i].role == trace::LaneRole::Queue ? "queue \"" : "participant \"", plantUmlEscaped(all[i].name), "\" as ", id(i));
            if (boxed && !works(i + 1)) {
                line("end box");
                boxed = false;
            }
        }
    }

    void write(const SequenceStep &step)
    {
        switch (step.what) {
        case What::LoopBegin:
            turnPage();
            m_inLoop = true;
            line("loop ", plantUmlEscaped(step.text));
            break;
        case What::LoopEnd:
            m_inLoop = false;
            line("end");
            break;
        case What::Gap: line("... ", plantUmlEscaped(step.text), " ..."); break;
        case What::Wait: line("note over ", id(step.from), " : ", plantUmlEscaped(step.text)); break;
        case What::Arrow: arrow(step); break;
        }
    }

    void arrow(const SequenceStep &step)
    {
        if (!m_inLoop)
            turnPage();
        ++m_onPage;
        line(id(step.from), arrowOf(step.kind), id(step.to), " : ", plantUmlEscaped(step.text));
        if (step.deactivates)
            line("deactivate ", id(step.from));
        if (step.activates)
            line("activate ", id(step.to));
    }

    /// A page ends between two loops, never within one.
    void turnPage()
    {
        if (m_onPage < kPlantUmlPage)
            return;
        line("newpage");
        m_onPage = 0;
    }

    const SequenceScript &m_script;
    std::string m_out;
    std::size_t m_onPage = 0;
    bool m_inLoop = false;
};

} // namespace

std::string plantUmlEscaped(std::string_view text)
{
    std::string out;
    char before = 0;
    for (const char c : visible(text)) {
        if (harmless(c, before))
            out += c;
        else
            appendCode(out, c);
        before = c;
    }
    return out;
}

std::string plantUmlText(const SequenceSubject &subject)
{
    const SequenceScript script = sequenceScript(subject, {kMostPlantUmlArrows, kLifelines});
    return Diagram(script).text();
}

void sequencePlantUml(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    const std::vector<SequenceSubject> subjects = sequenceSubjects(experiment);
    if (subjects.empty())
        sink("@startuml\nparticipant \"application\" as P1\nnote over P1 : no run kept its trace\n@enduml\n");
    for (std::size_t i = 0; i < subjects.size(); ++i)
        sink((i == 0 ? "" : "\n") + plantUmlText(subjects[i]));
}

} // namespace interleave::exporting
