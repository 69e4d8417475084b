// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/guide/guide_page.h"

#include "core/analysis/guide.h"
#include "core/plan/presets.h"

#include <QCoreApplication>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <span>

namespace interleave::widgets {
namespace {

QString translated(std::string_view english) { return QCoreApplication::translate("Analysis", std::string(english).c_str()); }

QString numberText(double number)
{
    return QLocale().toString(number, 'f', number == static_cast<double>(static_cast<qint64>(number)) ? 0 : 1);
}

/// The advice on resources has numbers only.
QString said(const analysis::Phrase &phrase)
{
    QString text = translated(phrase.pattern);
    for (const analysis::Argument &argument : phrase.arguments)
        text = text.arg(numberText(argument.number));
    return text;
}

QString presetTitle(std::string_view id)
{
    const auto presets = plan::presets();
    const auto found = std::ranges::find(presets, id, &plan::Preset::id);
    return found == presets.end() ? QString() : QCoreApplication::translate("Presets", std::string(found->title).c_str());
}

} // namespace

GuidePage::GuidePage(plan::Catalogue catalogue, record::Environment environment, QWidget *parent)
    : QScrollArea(parent), m_catalogue(std::move(catalogue)), m_environment(std::move(environment)), m_theme(Theme::light()), m_map(new GuideMap),
      m_machine(new QWidget), m_topic(new QWidget), m_selection(new QWidget)
{
    auto *content = new QWidget;
    m_column = new QVBoxLayout(content);
    for (QWidget *part : {m_machine, static_cast<QWidget *>(m_map), m_topic, m_selection})
        m_column->addWidget(part);
    m_column->addStretch(1);
    setWidget(content);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    connect(m_map, &GuideMap::topicChosen, this, &GuidePage::showTopic);
    retranslateUi();
}

QSize GuidePage::minimumSizeHint() const
{
    const QSize least = QScrollArea::minimumSizeHint();
    return widget() ? QSize(widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width(), least.height()) : least;
}

bool GuidePage::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QScrollArea::event(event);
}

void GuidePage::setTheme(const Theme &theme)
{
    m_theme = theme;
    m_map->setTheme(theme);
    m_column->setSpacing(theme.spacing);
    m_column->setContentsMargins(theme.margin, theme.margin, theme.margin, theme.margin);
}

void GuidePage::retranslateUi()
{
    setAccessibleName(tr("Guide"));
    m_map->retranslateUi();
    showMachine();
    showTopic();
    showSelection();
}

QGridLayout *GuidePage::renewed(QWidget *&place)
{
    auto *fresh = new QWidget;
    auto *grid = new QGridLayout(fresh);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnStretch(0, 1);
    delete m_column->replaceWidget(place, fresh);
    place->hide();
    place->deleteLater(); // it may hold the button that is being pressed
    place = fresh;
    return grid;
}

void GuidePage::addHeading(QGridLayout *grid, const QString &text, int sizeStep)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    QFont heading = label->font();
    heading.setBold(true);
    if (heading.pointSizeF() > 0)
        heading.setPointSizeF(heading.pointSizeF() + sizeStep);
    label->setFont(heading);
    grid->addWidget(label, grid->rowCount(), 0, 1, 2);
}

void GuidePage::addText(QGridLayout *grid, const QString &text)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid->addWidget(label, grid->rowCount(), 0, 1, 2);
}

void GuidePage::addAdvice(QGridLayout *grid, const analysis::Advice &advice)
{
    auto *label = new QLabel(translated(advice.text));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    const QString title = presetTitle(advice.preset);
    auto *button = new QPushButton(tr("Show…", "opens the preset that shows this"));
    button->setToolTip(tr("Open preset “%1”, which shows this").arg(title));
    button->setAccessibleName(tr("Open preset “%1”").arg(title));
    button->setAccessibleDescription(label->text());
    button->setObjectName(QStringLiteral("preset"));
    connect(button, &QPushButton::clicked, this, [this, id = QString::fromUtf8(advice.preset.data(), static_cast<qsizetype>(advice.preset.size()))] { Q_EMIT presetChosen(id); });
    const int row = grid->rowCount();
    grid->addWidget(label, row, 0);
    grid->addWidget(button, row, 1, Qt::AlignTop);
}

void GuidePage::showMachine()
{
    QGridLayout *grid = renewed(m_machine);
    addHeading(grid, tr("This Machine"), 2);
    const metrics::AllowedCores &cores = m_environment.cores;
    QStringList lines{tr("%1 of %2 cores allowed").arg(numberText(cores.allowed), numberText(cores.online)),
                      cores.quota ? tr("quota: %1 cores").arg(numberText(*cores.quota)) : tr("no quota")};
    if (m_environment.memoryBytes > 0)
        lines << tr("memory: %1").arg(QLocale().formattedDataSize(m_environment.memoryBytes, 1));
    addText(grid, lines.join(QStringLiteral(" · ")));
    for (const analysis::Phrase &phrase : analysis::resourceAdvice({cores.allowed, cores.affinity, cores.online, cores.quota.has_value(), m_environment.memoryBytes}))
        addText(grid, said(phrase));
    addHeading(grid, tr("Families"), 2);
}

void GuidePage::showTopic()
{
    const auto topics = analysis::guideTopics();
    const auto chosen = static_cast<std::size_t>(std::max(m_map->topic(), 0));
    const analysis::GuideTopic &topic = topics[chosen];
    QGridLayout *grid = renewed(m_topic);
    addHeading(grid, translated(topic.name), 1);
    addText(grid, translated(topic.summary));
    for (const analysis::GuideEdge &edge : analysis::guideEdges()) {
        if (edge.to == chosen)
            addText(grid, tr("After %1: %2", "family, what this one changes").arg(translated(topics[edge.from].name), translated(edge.reason)));
    }
    QStringList models;
    for (const plan::ExecutorDescriptor &executor : m_catalogue.executors) {
        if (analysis::topicOf(executor.id, executor.family) == &topic)
            models << QCoreApplication::translate("Catalogue", executor.name.c_str());
    }
    addHeading(grid, tr("Concurrency models"));
    addText(grid, models.join(QStringLiteral(", ")));
    const auto addAll = [this, grid](std::span<const analysis::Advice> all) {
        for (const analysis::Advice &advice : all)
            addAdvice(grid, advice);
    };
    addHeading(grid, tr("Strengths"));
    addAll(topic.strengths);
    addHeading(grid, tr("Limits"));
    addAll(topic.limits);
    addHeading(grid, tr("Best for"));
    addAll(topic.bestFor);
    addHeading(grid, tr("Tuning"));
    addAll(topic.tuning);
}

void GuidePage::showSelection()
{
    QGridLayout *grid = renewed(m_selection);
    addHeading(grid, tr("How to Choose"), 2);
    for (const analysis::SelectionStep &step : analysis::selectionGuide()) {
        addHeading(grid, translated(step.title));
        for (const analysis::Advice &advice : step.advice)
            addAdvice(grid, advice);
    }
}

void GuidePage::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslateUi();
}

} // namespace interleave::widgets
