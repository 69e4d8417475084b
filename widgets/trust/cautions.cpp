// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/trust/cautions.h"

#include "core/metrics/machine_reading.h"

#include <QCoreApplication>
#include <QLocale>

#include <chrono>
#include <cmath>
#include <thread>

namespace interleave::widgets {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("Trust", text); }
QString analysisText(std::string_view english) { return QCoreApplication::translate("Analysis", std::string(english).c_str()); }

QString valueText(const std::variant<double, std::string> &value)
{
    if (const auto *name = std::get_if<std::string>(&value))
        return QString::fromStdString(*name);
    const double number = std::get<double>(value);
    return QLocale().toString(number, 'f', std::round(10 * number) == 10 * std::round(number) ? 0 : 1);
}

/// The values go in at once: a name that holds a %1 stays as it is.
QString filled(const QString &pattern, const std::vector<std::variant<double, std::string>> &values)
{
    QString text;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const int number = pattern[i] == u'%' && i + 1 < pattern.size() ? pattern[i + 1].digitValue() : -1;
        if (number < 1 || static_cast<std::size_t>(number) > values.size()) {
            text += pattern[i];
            continue;
        }
        text += valueText(values[static_cast<std::size_t>(number) - 1]);
        ++i;
    }
    return text;
}

} // namespace

record::Environment lookAtMachine()
{
    record::Environment machine = record::readEnvironment();
    metrics::MachineReader reader;
    const auto before = reader.read();
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    const metrics::MachineUse use = metrics::useBetween(before, reader.read(), base::Nanoseconds{0});
    machine.foreignPercent = use.foreignPercent;
    machine.stealPercent = use.stealPercent;
    machine.pressureCpuUs = use.pressureUsPerS;
    return machine;
}

QString cautionText(const record::Caution &caution)
{
    QString what = filled(analysisText(caution.words->what), caution.values);
    if (!what.isEmpty() && (caution.values.empty() || !caution.words->what.starts_with('%'))) // a name keeps its first letter
        what[0] = what[0].toUpper();
    if (caution.words->remedy.empty())
        return tr(QT_TRANSLATE_NOOP("Trust", "%1.")).arg(what);
    return tr(QT_TRANSLATE_NOOP("Trust", "%1: %2.")).arg(what, analysisText(caution.words->remedy));
}

} // namespace interleave::widgets
