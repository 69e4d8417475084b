// SPDX-License-Identifier: GPL-3.0-or-later
#include "form_typist.h"

#include "core/plan/tasks.h"
#include "widgets/form/argv_text.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

namespace kit {

using namespace interleave;
using namespace interleave::widgets;

namespace {

QString text(const std::string &utf8) { return QString::fromStdString(utf8); }

/// Fills in the fields of one step, which is there already.
class StepTypist {
public:
    StepTypist(Hand &hand, std::size_t position) : m_hand(hand), m_step(QStringLiteral("Step %1: ").arg(position)) {}

    void operator()(const plan::Compute &step)
    {
        kind(step.milliseconds ? "Compute" : "Iterations");
        number("Amount", step.amount);
    }
    void operator()(const plan::Sleep &step)
    {
        kind("Sleep");
        number("Duration", step.ms);
    }
    void operator()(const plan::Network &step)
    {
        kind("Network");
        number("Delay", step.delayMs);
        m_hand.press(m_step + QStringLiteral("details"));
        number("Request", step.requestBytes);
        number("Response", step.responseBytes);
        if (!step.host.empty())
            m_hand.type(m_step + QStringLiteral("Host"), text(step.host));
        m_hand.set(m_step + QStringLiteral("Port"), static_cast<double>(step.port));
        m_hand.tick(m_step + QStringLiteral("Keep the connection"), step.keepAlive);
    }
    void operator()(const plan::File &step)
    {
        kind("File");
        number("Size", step.bytes);
        m_hand.press(m_step + QStringLiteral("details"));
        m_hand.choose(m_step + QStringLiteral("Mode"), step.write ? QStringLiteral("Write") : QStringLiteral("Read"));
        m_hand.tick(m_step + QStringLiteral("Wait for the disk (fsync)"), step.fsync);
    }
    void operator()(const plan::Memory &step)
    {
        kind("Memory");
        number("Size", step.mib);
        m_hand.press(m_step + QStringLiteral("details"));
        number("Hold", step.holdMs);
    }
    void operator()(const plan::Lock &step)
    {
        kind("Lock");
        number("Hold", step.holdMs);
        m_hand.press(m_step + QStringLiteral("details"));
        m_hand.type(m_step + QStringLiteral("Name"), text(step.name));
    }
    void operator()(const plan::Command &step)
    {
        kind("Command");
        m_hand.type(m_step + QStringLiteral("Command line"), text(joinWords(step.argv)));
        m_hand.press(m_step + QStringLiteral("details"));
        if (!step.cwd.empty())
            m_hand.type(m_step + QStringLiteral("Folder"), text(step.cwd));
        m_hand.set(m_step + QStringLiteral("Time-out"), static_cast<double>(step.timeoutMs));
    }

private:
    void kind(const char *name) { m_hand.choose(m_step + QStringLiteral("kind"), QString::fromUtf8(name)); }

    void number(const char *label, const plan::Number &value)
    {
        const QString name = m_step + QString::fromUtf8(label);
        const auto part = [&](const char *which, double amount) { m_hand.set(name + QStringLiteral(": ") + QString::fromUtf8(which), amount); };
        if (const auto *constant = std::get_if<double>(&value))
            return m_hand.set(name, *constant);
        if (const auto *indexed = std::get_if<plan::Indexed>(&value)) {
            m_hand.vary(name, QStringLiteral("By index"));
            part("Base", indexed->base);
            part("Plus, per task", indexed->step);
            return part("Again after tasks", static_cast<double>(indexed->modulo));
        }
        const auto &drawn = std::get<plan::Distribution>(value);
        using enum plan::Distribution::Kind;
        m_hand.vary(name, drawn.kind == Uniform ? QStringLiteral("Uniform") : drawn.kind == Exponential ? QStringLiteral("Exponential") : QStringLiteral("Lognormal"));
        part(drawn.kind == Uniform ? "At least" : drawn.kind == Exponential ? "Mean" : "Median", drawn.first);
        if (drawn.kind != Exponential)
            part(drawn.kind == Uniform ? "At most" : "Sigma", drawn.second);
    }

    Hand &m_hand;
    QString m_step;
};

void composeGroup(Hand &hand, ComposeForm &form, const plan::TaskGroup &group)
{
    hand.press(QStringLiteral("Add Task Group"));
    hand.type(QStringLiteral("Name of the task group"), text(group.name));
    hand.set(QStringLiteral("Number of tasks in the group"), static_cast<double>(group.count));
    while (named<QToolButton>(&form, QStringLiteral("Step 1: remove")))
        hand.press(QStringLiteral("Step 1: remove"));
    for (std::size_t i = 0; i < group.steps.size(); ++i) {
        hand.press(QStringLiteral("Add step"));
        StepTypist typist(hand, i + 1);
        std::visit(typist, group.steps[i]);
    }
    auto *details = named<QToolButton>(&form, QStringLiteral("Details of the task group"));
    details->setChecked(true);
    hand.set(QStringLiteral("Task group: Time-out of a task"), static_cast<double>(group.taskTimeoutMs.value_or(0)));
    hand.set(QStringLiteral("Task group: Input"), static_cast<double>(group.payloadBytes.value_or(0)));
    hand.set(QStringLiteral("Task group: Result"), static_cast<double>(group.resultBytes.value_or(0)));
}

void composeGroups(Hand &hand, ComposeForm &form, const plan::Workload &workload)
{
    while (!form.plan().workload.groups.empty())
        hand.press(QStringLiteral("Remove Task Group"));
    for (const auto &group : workload.groups)
        composeGroup(hand, form, group);
}

void composeArrival(Hand &hand, const plan::Arrival &arrival)
{
    using enum plan::Arrival::Kind;
    const QString list = QStringLiteral("Arrival of the tasks");
    switch (arrival.kind) {
    case AtOnce:
        return hand.choose(list, QStringLiteral("All at once"));
    case Interval:
        hand.choose(list, QStringLiteral("At a fixed interval"));
        return hand.set(QStringLiteral("Arrival: Interval"), arrival.ms);
    case Poisson:
        hand.choose(list, QStringLiteral("At random (Poisson)"));
        return hand.set(QStringLiteral("Arrival: Tasks per second"), arrival.ratePerS);
    case Closed:
        hand.choose(list, QStringLiteral("From waiting clients"));
        hand.set(QStringLiteral("Arrival: Clients"), static_cast<double>(arrival.clients));
        return hand.set(QStringLiteral("Arrival: Think time"), arrival.thinkMs);
    }
}

/// In the tree, whose fields are there only while their row is unfolded.
void composeParameter(ComposeForm &form, Hand &hand, const QString &name, const plan::ParameterValue &value)
{
    if (const auto *number = std::get_if<std::int64_t>(&value))
        return hand.set(name, static_cast<double>(*number));
    if (const auto *truth = std::get_if<bool>(&value))
        return hand.tick(name, *truth);
    auto *combo = named<QComboBox>(&form, name);
    QVERIFY2(combo, qPrintable(name));
    const int index = combo->findData(text(std::get<std::string>(value)));
    combo->setCurrentIndex(index);
    Q_EMIT combo->activated(index);
}

void composeTakes(ComposeForm &form, QTreeWidgetItem *takes, const plan::ExecutorEntry &entry)
{
    takes->setExpanded(true);
    const auto &groups = form.plan().workload.groups;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const bool wanted = plan::takesGroup(entry, groups[i]);
        auto *line = takes->child(static_cast<int>(i));
        if ((line->checkState(0) == Qt::Checked) == wanted)
            continue;
        const plan::Plan before = form.plan();
        line->setCheckState(0, wanted ? Qt::Checked : Qt::Unchecked);
        QTRY_VERIFY(!(form.plan() == before));
    }
}

void composeEntry(Hand &hand, ComposeForm &form, const plan::ExecutorEntry &entry, const plan::ExecutorDescriptor &descriptor)
{
    const QString name = text(descriptor.name);
    auto *item = model(&form, name);
    item->setExpanded(true);
    QTest::qWait(0); // until the tree has laid out the fields
    for (const auto &[key, value] : entry.parameters)
        composeParameter(form, hand, name + QStringLiteral(": ") + text(descriptor.parameter(key)->name), value);
    for (int i = 0; i < item->childCount() && !entry.groups.empty(); ++i) {
        if (item->child(i)->text(0).startsWith(QStringLiteral("Takes")))
            composeTakes(form, item->child(i), entry);
    }
    if (entry.label != plan::defaultLabel(entry))
        hand.type(name + QStringLiteral(": Label"), text(entry.label));
}

} // namespace

void compose(ComposeForm &form, const plan::Plan &target)
{
    const auto catalogue = wholeCatalogue();
    Hand hand(form);
    hand.type(QStringLiteral("Name of the plan"), text(target.name));
    composeGroups(hand, form, target.workload);
    composeArrival(hand, target.workload.arrival);
    QStringList ids;
    for (const auto &entry : target.executors)
        ids << text(entry.id);
    hand.tickModels(ids);
    for (const auto &entry : target.executors)
        composeEntry(hand, form, entry, *catalogue.executor(entry.id));
    hand.set(QStringLiteral("Repetitions"), static_cast<double>(target.repetitions));
    hand.set(QStringLiteral("Warm-up rounds"), static_cast<double>(target.warmup));
    hand.set(QStringLiteral("Seed"), static_cast<double>(target.workload.seed));
    hand.set(QStringLiteral("Time-out of a run in seconds"), target.timeoutS);
}

plan::Plan withoutUsualChoices(plan::Plan plan, const plan::Catalogue &catalogue)
{
    for (auto &entry : plan.executors) {
        const bool usualLabel = entry.label == plan::defaultLabel(entry);
        std::erase_if(entry.parameters, [&](const auto &given) {
            return !std::holds_alternative<std::int64_t>(given.second) && given.second == catalogue.executor(entry.id)->parameter(given.first)->defaultValue;
        });
        if (usualLabel)
            entry.label = plan::defaultLabel(entry);
    }
    return plan;
}

} // namespace kit
