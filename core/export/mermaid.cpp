// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/mermaid.h"

#include "core/export/report_text.h"

#include <algorithm>
#include <vector>

namespace interleave::exporting {
namespace {

using analysis::MessageKind;
using What = SequenceStep::What;

constexpr std::size_t kLifelinesAlone = 12, kLifelinesTogether = 6;

bool harmless(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) & 0x80U) != 0
        || std::string_view(" -_.,()=/'!?+*").find(c) != std::string_view::npos;
}

std::string_view arrowOf(MessageKind kind)
{
    switch (kind) {
    case MessageKind::Submit:
    case MessageKind::Spawn:
    case MessageKind::HandOff: return "->>";
    case MessageKind::Result: return "-->>";
    case MessageKind::Signal: return "--)";
    case MessageKind::ProcessMessage: return "-)";
    case MessageKind::Cancel: return "-x";
    }
    return "->>";
}

/// The lifeline that all runs of a diagram have in common.
bool isApplication(const SequenceParticipant &participant) { return participant.role == trace::LaneRole::Application && participant.name.starts_with("application"); }

class Diagram {
public:
    explicit Diagram(std::span<const SequenceScript> scripts) : m_scripts(scripts) { }

    std::string text()
    {
        m_out = "sequenceDiagram\n";
        describe();
        declare();
        for (std::size_t i = 0; i < m_scripts.size(); ++i)
            section(i);
        return std::move(m_out);
    }

private:
    template <class... Parts>
    void line(const Parts &...parts)
    {
        ((m_out += parts), ...);
        m_out += '\n';
    }

    void describe()
    {
        std::string titles;
        for (const SequenceScript &script : m_scripts)
            titles += (titles.empty() ? "" : ", ") + mermaidEscaped(script.title);
        line("accTitle: Sequence of ", titles.empty() ? "nothing" : titles);
        line("accDescr: Who handed what to whom, by time");
        for (const SequenceScript &script : m_scripts)
            for (const std::string &remark : script.remarks)
                line("%% ", mermaidEscaped(script.title), " - ", mermaidEscaped(remark));
    }

    /// Every lifeline, those of a run in a box.
    void declare()
    {
        line("participant A as application");
        std::size_t next = 1;
        for (const SequenceScript &script : m_scripts) {
            auto &ids = m_ids.emplace_back();
            std::string rest;
            for (const SequenceParticipant &participant : script.participants) {
                ids.push_back(isApplication(participant) ? "A" : "P" + std::to_string(next++));
                if (!isApplication(participant))
                    rest += "participant " + ids.back() + " as " + mermaidEscaped(participant.name) + '\n';
            }
            if (rest.empty())
                continue;
            line("box rgb(232,240,250) ", mermaidEscaped(script.title));
            m_out += rest;
            line("end");
        }
    }

    void note(std::size_t run, const std::string &text)
    {
        const auto &ids = m_ids[run];
        const bool wide = ids.size() > 1 && ids.front() != ids.back();
        std::string lines;
        for (const std::string &part : remarkLines(text))
            lines += (lines.empty() ? "" : "<br/>") + mermaidEscaped(part);
        line("Note over ", wide ? ids.front() + "," + ids.back() : ids.empty() ? "A" : ids.front(), ": ", lines);
    }

    void section(std::size_t run)
    {
        const SequenceScript &script = m_scripts[run];
        if (m_scripts.size() > 1)
            note(run, std::to_string(run + 1) + ". " + script.title);
        for (const SequenceStep &step : script.steps)
            write(run, step);
        for (const std::string &remark : script.remarks)
            note(run, remark);
    }

    void write(std::size_t run, const SequenceStep &step)
    {
        const auto &ids = m_ids[run];
        switch (step.what) {
        case What::LoopBegin: line("loop ", mermaidEscaped(step.text)); break;
        case What::LoopEnd: line("end"); break;
        case What::Gap: note(run, step.text); break;
        case What::Wait: line("Note over ", ids[step.from], ": ", mermaidEscaped(step.text)); break;
        case What::Arrow:
            line(ids[step.from], arrowOf(step.kind), ids[step.to], ": ", mermaidEscaped(step.text));
            if (step.deactivates)
                line("deactivate ", ids[step.from]);
            if (step.activates)
                line("activate ", ids[step.to]);
            break;
        }
    }

    std::span<const SequenceScript> m_scripts;
    std::vector<std::vector<std::string>> m_ids; ///< by run and participant
    std::string m_out;
};

std::string diagramOf(std::span<const SequenceSubject> subjects, std::size_t arrows)
{
    std::vector<SequenceScript> scripts;
    for (const SequenceSubject &subject : subjects)
        scripts.push_back(sequenceScript(subject, {arrows, subjects.size() > 1 ? kLifelinesTogether : kLifelinesAlone}));
    return Diagram(scripts).text();
}

} // namespace

std::string mermaidEscaped(std::string_view text)
{
    std::string out;
    for (const char c : visible(text)) {
        if (harmless(c))
            out += c;
        else
            out += '#' + std::to_string(static_cast<int>(c)) + ';';
    }
    return out;
}

std::string mermaidText(std::span<const SequenceSubject> subjects)
{
    if (subjects.empty())
        return "sequenceDiagram\naccTitle: Sequence of nothing\nparticipant A as application\nNote over A: no run kept its trace\n";
    std::size_t arrows = kMostMermaidArrows / subjects.size();
    std::string text = diagramOf(subjects, arrows);
    while (text.size() > kMostMermaidCharacters && arrows > 1) {
        arrows = arrows * 3 / 4;
        text = diagramOf(subjects, arrows);
    }
    return text;
}

void sequenceMermaid(const record::ExperimentRecord &experiment, const ByteSink &sink)
{
    const std::vector<SequenceSubject> subjects = sequenceSubjects(experiment);
    const auto first = std::span(subjects).first(std::min(subjects.size(), kMostMermaidRuns));
    std::string text = mermaidText(first);
    if (first.size() < subjects.size())
        text += "Note over A: " + mermaidEscaped(std::to_string(subjects.size() - first.size()) + " more concurrency models are in sequence.puml") + '\n';
    sink(text);
}

} // namespace interleave::exporting
