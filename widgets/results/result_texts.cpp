// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/result_texts.h"

#include "widgets/common/format.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <cmath>

namespace interleave::widgets {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("Results", text); }
QString analysisText(std::string_view english) { return QCoreApplication::translate("Analysis", std::string(english).c_str()); }

QString shortly(double value) { return QLocale().toString(value, 'f', std::abs(value) < 10 && value != std::round(value) ? 1 : 0); }

QString listText(const QStringList &names)
{
    if (names.size() < 2)
        return names.join(QString());
    return tr(QT_TRANSLATE_NOOP("Results", "%1 and %2")).arg(names.mid(0, names.size() - 1).join(tr(QT_TRANSLATE_NOOP("Results", ", "))), names.back());
}

QString argumentText(const analysis::Argument &argument, const EntryNames &names)
{
    using Kind = analysis::Argument::Kind;
    switch (argument.kind) {
    case Kind::Entries: {
        QStringList list;
        for (const base::EntryId entry : argument.entries)
            list << names(entry);
        return listText(list);
    }
    case Kind::Factor: return QString::fromStdString(analysis::factorText(argument.number)).replace(u'.', QLocale().decimalPoint());
    case Kind::Percent: return tr(QT_TRANSLATE_NOOP("Results", "%1 %")).arg(shortly(argument.number));
    case Kind::Count: return QLocale().toString(argument.number, 'f', 0);
    case Kind::Number: return shortly(argument.number);
    case Kind::Milliseconds: return tr(QT_TRANSLATE_NOOP("Results", "%1 ms")).arg(shortly(argument.number));
    case Kind::Part: return phraseText(argument.part.front(), names);
    case Kind::Text: break;
    }
    return analysisText(argument.text);
}

QString worseText(analysis::Goal goal)
{
    switch (goal) {
    case analysis::Goal::Throughput: return tr(QT_TRANSLATE_NOOP("Results", "Lower"));
    case analysis::Goal::Memory: return tr(QT_TRANSLATE_NOOP("Results", "Larger"));
    case analysis::Goal::Cpu: return tr(QT_TRANSLATE_NOOP("Results", "More CPU"));
    case analysis::Goal::Balanced: return tr(QT_TRANSLATE_NOOP("Results", "Beaten"));
    case analysis::Goal::Makespan:
    case analysis::Goal::MeanLatency:
    case analysis::Goal::P99Latency: break;
    }
    return tr(QT_TRANSLATE_NOOP("Results", "Slower"));
}

} // namespace

QString goalText(analysis::Goal goal)
{
    switch (goal) {
    case analysis::Goal::Makespan: return tr(QT_TRANSLATE_NOOP("Results", "Makespan"));
    case analysis::Goal::Throughput: return tr(QT_TRANSLATE_NOOP("Results", "Throughput"));
    case analysis::Goal::MeanLatency: return tr(QT_TRANSLATE_NOOP("Results", "Mean latency"));
    case analysis::Goal::P99Latency: return tr(QT_TRANSLATE_NOOP("Results", "p99 latency"));
    case analysis::Goal::Memory: return tr(QT_TRANSLATE_NOOP("Results", "Peak memory"));
    case analysis::Goal::Cpu: return tr(QT_TRANSLATE_NOOP("Results", "CPU time"));
    case analysis::Goal::Balanced: return tr(QT_TRANSLATE_NOOP("Results", "Time, memory, CPU"));
    }
    return {};
}

QString phraseText(const analysis::Phrase &phrase, const EntryNames &names)
{
    if (phrase.empty())
        return {};
    const QString pattern = analysisText(phrase.pattern);
    QString text;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const int number = pattern[i] == u'%' && i + 1 < pattern.size() ? pattern[i + 1].digitValue() : -1;
        if (number < 1 || static_cast<std::size_t>(number) > phrase.arguments.size()) {
            text += pattern[i];
            continue;
        }
        text += argumentText(phrase.arguments[static_cast<std::size_t>(number) - 1], names);
        ++i;
    }
    return text;
}

QString findingText(const analysis::Finding &finding, const EntryNames &names)
{
    const QString caveat = phraseText(finding.caveatSentence, names);
    const QString sentence = phraseText(finding.sentence, names);
    return caveat.isEmpty() ? sentence : sentence + u' ' + caveat;
}

QString placeText(const analysis::RankedEntry &row)
{
    if (!row.rank)
        return dashText();
    const auto first = static_cast<qint64>(*row.rank);
    if (row.tied < 2)
        return countText(first);
    return tr(QT_TRANSLATE_NOOP("Results", "%1–%2 (tie)")).arg(countText(first), countText(first + static_cast<qint64>(row.tied) - 1));
}

QString verdictWords(const analysis::RankedEntry &row, analysis::Goal goal)
{
    switch (row.verdict) {
    case analysis::RowVerdict::Best: return tr(QT_TRANSLATE_NOOP("Results", "Best"));
    case analysis::RowVerdict::Tie: return tr(QT_TRANSLATE_NOOP("Results", "Tie"));
    case analysis::RowVerdict::Worse: return worseText(goal);
    case analysis::RowVerdict::Alone: return tr(QT_TRANSLATE_NOOP("Results", "Nothing to compare"));
    case analysis::RowVerdict::TooFewRounds:
        return tr(QT_TRANSLATE_NOOP("Results", "Too few rounds (needs %1)")).arg(countText(static_cast<qint64>(row.needed)));
    case analysis::RowVerdict::NoFigure: return tr(QT_TRANSLATE_NOOP("Results", "No figure"));
    case analysis::RowVerdict::NotRun: return tr(QT_TRANSLATE_NOOP("Results", "Not run"));
    case analysis::RowVerdict::Failed: return tr(QT_TRANSLATE_NOOP("Results", "Failed"));
    case analysis::RowVerdict::NotApplicable: return tr(QT_TRANSLATE_NOOP("Results", "Not applicable"));
    }
    return {};
}

QString factorText(double factor) { return tr(QT_TRANSLATE_NOOP("Results", "%1×")).arg(threeDigits(factor)); }

QString comparisonText(const analysis::Comparison &comparison, const QString &leader)
{
    QStringList lines;
    if (comparison.ratio)
        lines << tr(QT_TRANSLATE_NOOP("Results", "%1 of the cost of %2")).arg(factorText(*comparison.ratio), leader);
    if (comparison.low && comparison.high)
        lines << tr(QT_TRANSLATE_NOOP("Results", "Interval, all comparisons together: %1 – %2")).arg(factorText(*comparison.low), factorText(*comparison.high));
    else
        lines << tr(QT_TRANSLATE_NOOP("Results", "No interval below %1 rounds")).arg(countText(static_cast<qint64>(comparison.needed)));
    lines << tr(QT_TRANSLATE_NOOP("Results", "Rounds compared: %1")).arg(countText(static_cast<qint64>(comparison.rounds)));
    if (comparison.smallDifference)
        lines << tr(QT_TRANSLATE_NOOP("Results", "Resolved, but too small to matter"));
    return lines.join(u'\n');
}

QString noiseText(const analysis::NoiseVerdict &noise)
{
    if (!noise.level)
        return tr(QT_TRANSLATE_NOOP("Results", "Noise not known"));
    switch (*noise.level) {
    case analysis::NoiseLevel::Green: return tr(QT_TRANSLATE_NOOP("Results", "Quiet machine"));
    case analysis::NoiseLevel::Yellow: return tr(QT_TRANSLATE_NOOP("Results", "Some noise"));
    case analysis::NoiseLevel::Red: break;
    }
    return tr(QT_TRANSLATE_NOOP("Results", "Too much noise"));
}

QString noiseDetails(const analysis::NoiseVerdict &noise, const EntryNames &names)
{
    QStringList lines;
    if (const auto *decided = noise.decided())
        lines << tr(QT_TRANSLATE_NOOP("Results", "What decided: %1")).arg(phraseText(decided->words, names));
    for (const analysis::NoiseReading &reading : noise.readings) {
        if (&reading != noise.decided())
            lines << phraseText(reading.words, names);
    }
    if (!noise.unavailable.empty())
        lines << tr(QT_TRANSLATE_NOOP("Results", "Signals not to be had here: %1")).arg(countText(static_cast<qint64>(noise.unavailable.size())));
    return lines.isEmpty() ? tr(QT_TRANSLATE_NOOP("Results", "Nothing was seen that disturbs a measurement.")) : lines.join(u'\n');
}

} // namespace interleave::widgets
