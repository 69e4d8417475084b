// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/finding_bar.h"

#include "widgets/common/format.h"
#include "widgets/results/result_texts.h"
#include "widgets/results/verdict_chip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <QToolTip>

namespace interleave::widgets {
namespace {

ChipKind chipOfNoise(const analysis::NoiseVerdict &noise)
{
    if (!noise.level)
        return ChipKind::Neutral;
    switch (*noise.level) {
    case analysis::NoiseLevel::Green: return ChipKind::Best;
    case analysis::NoiseLevel::Yellow: return ChipKind::Waiting;
    case analysis::NoiseLevel::Red: break;
    }
    return ChipKind::Bad;
}

} // namespace

NoteChip::NoteChip(QWidget *parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QAbstractButton::clicked, this, [this] { QToolTip::showText(mapToGlobal(QPoint(0, height())), toolTip(), this); });
}

void NoteChip::setNote(const QString &text, const QString &details, ChipKind kind)
{
    setText(text);
    setToolTip(details);
    setAccessibleName(text);
    setAccessibleDescription(details);
    m_kind = kind;
    updateGeometry();
    update();
}

void NoteChip::setTheme(const Theme &theme)
{
    m_theme = theme;
    update();
}

QSize NoteChip::sizeHint() const { return {chipWidth(fontMetrics(), text()), fontMetrics().height() + 6}; }

void NoteChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(font());
    drawChip(painter, rect(), m_kind, text(), m_theme);
    if (!hasFocus())
        return;
    QStyleOptionFocusRect focus;
    focus.initFrom(this);
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
}

FindingBar::FindingBar(const ResultsModel *model, QWidget *parent) : QWidget(parent), m_model(model), m_sentence(new QLabel(this)), m_noise(new NoteChip(this)),
      m_checks(new NoteChip(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 3, 6, 3);
    row->addWidget(m_sentence, 1);
    row->addWidget(m_checks, 0, Qt::AlignTop);
    row->addWidget(m_noise, 0, Qt::AlignTop);
    m_sentence->setWordWrap(true);
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    connect(model, &ResultsModel::outcomeChanged, this, &FindingBar::showOutcome);
    showOutcome();
}

QString FindingBar::text() const { return m_sentence->text(); }

void FindingBar::setTheme(const Theme &theme)
{
    m_noise->setTheme(theme);
    m_checks->setTheme(theme);
}

void FindingBar::retranslateUi() { showOutcome(); }

void FindingBar::showOutcome()
{
    const ResultsOutcome &outcome = m_model->outcome();
    const EntryNames names = [this](base::EntryId entry) { return m_model->nameOf(entry); };
    const bool any = outcome.finding.kind != analysis::FindingKind::NoRuns;
    const QString text = m_model->underWay() ? tr("Rounds are still running. What was found is said here when they have ended.")
        : any                                ? findingText(outcome.finding, names)
                                             : tr("What was found is said here, in one sentence, once rounds have run.");
    m_sentence->setText(text);
    m_sentence->setAccessibleName(tr("Finding: %1").arg(text));
    m_noise->setVisible(any);
    m_noise->setNote(noiseText(outcome.noise), noiseDetails(outcome.noise, names), chipOfNoise(outcome.noise));
    showChecks();
}

void FindingBar::showChecks()
{
    QStringList lines;
    for (const ResultRow &row : m_model->outcome().rows) {
        for (const QString &line : m_model->failedChecksOf(row))
            lines << m_model->nameOf(row.place.entry) + u'\n' + line;
    }
    m_checks->setVisible(!lines.isEmpty());
    m_checks->setNote(tr("Checks failed: %1").arg(countText(lines.size())),
                      tr("What must hold of every run did not hold. The figures stay as they are; read them with care.") + QStringLiteral("\n\n") + lines.join(QStringLiteral("\n\n")),
                      ChipKind::Waiting);
}

} // namespace interleave::widgets
