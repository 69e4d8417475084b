// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"
#include "widgets/results/results_model.h"

#include <QAbstractButton>
#include <QWidget>

class QLabel;

namespace interleave::widgets {

/// A word or two as a chip; a click says what stands behind them.
class NoteChip : public QAbstractButton {
    Q_OBJECT
public:
    explicit NoteChip(QWidget *parent = nullptr);
    void setNote(const QString &text, const QString &details, ChipKind kind);
    void setTheme(const Theme &theme);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme m_theme = Theme::light();
    ChipKind m_kind = ChipKind::Neutral;
};

/// One sentence above the results: what was found, by how much, how sure, and one caveat; beside it how quiet the machine was, and which
/// checks runs have failed.
class FindingBar : public QWidget {
    Q_OBJECT
public:
    explicit FindingBar(const ResultsModel *model, QWidget *parent = nullptr);
    void setTheme(const Theme &theme);
    void retranslateUi();
    [[nodiscard]] QString text() const;
    [[nodiscard]] NoteChip *noise() const { return m_noise; }
    [[nodiscard]] NoteChip *checks() const { return m_checks; } ///< hidden while all hold

private:
    void showOutcome();
    void showChecks();

    const ResultsModel *m_model;
    QLabel *m_sentence;
    NoteChip *m_noise, *m_checks;
};

} // namespace interleave::widgets
